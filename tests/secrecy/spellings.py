"""Texts with planted secrets, in all spellings; ``§`` is where the secret is."""

import json
from itertools import chain
from urllib.parse import quote as encoded

from tests.secrecy.planted import SPELLED

KEYS = """
password PASSWORD Password passwd pwd PWD passphrase passwordValue db_password MYSQL_PASSWORD rootPassword
sslKeyPassword ssl-key-password keystore.password redisPass db_pass MYSQL_PASS pass PaSsWoRd user_password_1
newPassword password_prod odps.password hive.metastore.password ConnectionPassword adminPwd admin_passwd
secret SECRET client_secret clientSecret secret_key secretKey SECRET_KEY fs.s3a.secret.key appSecret accessSecret
access_key accessKey accessKeyId accessKeySecret access-key-secret ACCESS_KEY_SECRET accessId odps.accessId
aliyun.access.key.secret AWS_SECRET_ACCESS_KEY apiKey api_key x-api-key API-KEY apikey encryptionKey signing_key
accountKey SharedAccessKey privateKey private_key ssh_key token TOKEN accessToken auth_token refreshToken
x-acs-security-token SecurityToken security_token bearerToken id_token github_token csrfToken Authorization
Proxy-Authorization connectionString connection_string ConnStr sasl.jaas.config jaasConfig credential credentials
db_credentials 密码 数据库密码 口令 密钥 访问密钥 AccessKey密钥 登录口令 令牌
""".split()
"""Keys of secrets."""

NESTED = (
    {"password": {"value": "§"}},
    {"password": {"a": {"b": ["§", {"c": "§"}]}}},
    {"credentials": ["§", "§"]},
    {"credentials": [{"k": "a", "v": "§"}]},
    {"secret": {"type": "plain", "text": "§"}},
    {"tokens": ["§"]},
    {"name": "password", "value": "§"},
    {"key": "db_password", "value": "§"},
    {"properties": [{"name": "fs.secret.key", "value": "§"}]},
    {"paramKey": "apiKey", "paramValue": "§"},
    ["password", "§"],
    {"auth": "§"},
    {"cipher": "§"},
    {"hmac": "§"},
    {"keyTab": "§"},
    {"密碼": "§"},
    {"授权码": "§"},
    {"list": ["--password", "§"]},
    {"args": ["tool", "-u", "root", "--password", "§", "-v"]},
    {"args": ["-p", "§"]},
    {"extend": json.dumps({"args": ["-p", "§"]}, ensure_ascii=False)},
    {"extend": json.dumps({"password": "§"}, ensure_ascii=False)},
    {"extend": json.dumps({"deeper": json.dumps({"apiKey": '§ " §'}, ensure_ascii=False)}, ensure_ascii=False)},
    {"jdbcUrl": "jdbc:mysql://u:§@h:3306/d?password=§"},
    {"connection": [{"jdbcUrl": ["jdbc:sqlserver://h;user=sa;password={§ §};x=1"]}]},
    {"uri": "mongodb://root:§@h:27017/d"},
    {"uri": "amqp://root:§/§@h/x"},
    {"endpoint": "https://h/x?a=1&password=§&b=2"},
    {"conf": "Driver={ODBC Driver 17};Server=h;Uid=§;Pwd=§;"},
    {"conf": "Data Source=h;User Id=sa;Password=§ §;Encrypt=yes"},
    {"headers": ["Authorization: Bearer §1"]},
    {"headers": {"X": "Basic §Zm9v1=="}},
    {"headers": [["Authorization", "Bearer §7"]]},
    {"setting": "password: '§'"},
    {"preSql": ["SET PASSWORD FOR 'x'@'%' = '§'"]},
    {"preSql": ["CREATE USER x IDENTIFIED BY '§ ''§'"]},
    {"shell": "mysql -uroot -p§ -h h"},
    {"shell": "curl -u root:§ http://h/x"},
    {"shell": "tool --password §; export DB_PASSWORD=§"},
    {"xml": "<configuration><password>§ §</password></configuration>"},
    {"ini": "[db]\nuser = a\npassword = § §\nhost = h"},
    {"yaml": "db:\n  password: |\n    §\n    §\n  host: h"},
    {"yaml": "credentials:\n- §\n- §\nhost: h"},
    {"pem": "-----BEGIN RSA PRIVATE KEY-----\n§\n§\n-----END RSA PRIVATE KEY-----"},
    {"pem": "-----BEGIN PRIVATE KEY-----\n§"},
    {"a": "LTAI5t§x".replace("-", "")},
    {"password=§": 1},
    [{"a": 1}, {"password": "§"}],
)
"""Scripts with secrets that are deeper than a key and its value."""

WRITTEN = (
    '{"password":"§","password":""}',
    '{"a":{"password":"§"},"a":1}',
    '{"p\\u0061ssword":"§"}',
    '{"pass\\u200bword":"§"}',
    '{"\\u5bc6\\u7801":"§"}',
    '{"ｐａｓｓｗｏｒｄ":"§"}',
    '{ "password" :\n\n   "§ \\" §" }',
    '{"password": "§ \\\\"}',
    '{"password": "\\\\\\" §"}',
    '{"password": "§", ',
    '{"a": [{"password": {"value": "§", "b": "§"',
    '{"a": [{"password": {"value": "§"}, "b": 1',
    '{"password": ["§", "§"]',
    "{'password': '§', 'token': [\"§\"]}",
    "{password: §, a: 1}",
)
"""Scripts in an unusual spelling, or broken."""

SCRIPTS = tuple(
    text.replace("§", SPELLED)
    for text in (
        *(json.dumps({"steps": [{"parameter": {key: "§"}}]}, ensure_ascii=False) for key in KEYS),
        *(json.dumps(script, ensure_ascii=False) for script in NESTED),
        *WRITTEN,
    )
)

FORMS = (
    "{}=§",
    "{}: §",
    "{} = '§ it\\'s §'",
    '{}="§ \\"§"',
    "{} => §",
    '"{}" : "§"',
    "{} is §",
    "--{} §",
    "--{}=§",
    "<{0}>§ §</{0}>",
    '<property name="{}" value="§"/>',
    "<name>{}</name><value>§</value>",
    "?a=1&{}=§&b=2",
    '\\"{}\\":\\"§ \\\\\\"§\\"',
    "{}:\n    §",
    "{}   :   §",
    "{}={{a: §, b: [§]}}",
    "{}: ['§', \"§\"]",
    "{} := §",
    "{}:§",
)
"""How a value can follow its key."""

JSON = '{"password":"§ §","a":1}'

SENTENCES = (
    "Access denied for user '§'@'10.0.0.1' (using password: YES)",
    "login failed, user=shop, password: '§ §'",
    "no route to jdbc:mysql://h:3306/d?user=u&password=§ here",
    "no route to jdbc:sqlserver://h;password={§ §};x",
    "can't reach mongodb://u:§@h:27017",
    "can't reach redis://:§@h:6379/0",
    "can't reach ftp://u:§/§@h/x",
    "connect as root:§@10.0.0.1:3306/shop",
    "Driver={SQL Server};Server=h;Uid=sa;Pwd=§ §;Database=d",
    "Uid=§;Pwd={§;§};",
    "the password for user root is §.",
    "the password of the data source is '§'",
    "password '§' was rejected",
    "wrong access key secret: §",
    "secret key = §",
    "密码是§",
    "密码：§",
    "数据库密码为：§，请检查",
    "口令=§",
    "访问密钥 § 无效",
    "请求头 Authorization: Bearer §1",
    "Authorization: Basic §1==, host h",
    "sent Bearer §1 to h",
    "Authorization: ACS3-HMAC-SHA256 Credential=§,SignedHeaders=host,Signature=§",
    "x-acs-security-token: §",
    'Proxy-Authorization: Digest username="a", response="§"',
    "key -----BEGIN OPENSSH PRIVATE KEY-----\\n§\\n-----END OPENSSH PRIVATE KEY----- is wrong",
    "-----BEGIN EC PRIVATE KEY-----\n§\n§",
    "ssh-rsa AAAAB3NzaC1yc2E§".replace("§", "§".strip()),
    "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ§.c2lnbmF0dXJl",
    'Invalid config: {"password":"§","a":1}',
    'Invalid config: {\\"password\\":\\"§\\"}',
    'Invalid config: {"a":"{\\"password\\":\\"§ \\\\\\"§\\"}"}',
    f"sent {encoded(JSON)}".replace("%C2%A7", "§"),
    f"sent {encoded(encoded(JSON))}".replace("%25C2%25A7", "§"),
    "sent &quot;password&quot;:&quot;§&quot;",
    "sent \\u0022password\\u0022:\\u0022§ §\\u0022",
    "sent pass%77ord=§",
    "sent p&#97;ssword=§",
    "sent pass\u200bword=§",
    "sent ｐａｓｓｗｏｒｄ＝§",
    'sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="§";',
    "[client]\nuser=root\npassword=§ §\n[mysqld]",
    "a:\n  password: §, §\n  b: 1",
    "a:\n  password: >-\n    §\n    §\n  b: 1",
    "export MYSQL_PASSWORD=§",
    "mysql -uroot -p'§ §' -h h",
    "mysqldump -h h -p§ d",
    "curl -u root:§ https://h/x",
    "{'password': '§', 'b': 2}",
    "DataSource(password='§', host='h')",
    "password=§;host=h;user=a",
    "password=ab,§&host=h",
    '<add key="Password" value="§"/>',
    '<entry key="password">§</entry>',
    '<db:password enc="none">§</db:password>',
    "<password><![CDATA[§]]></password>",
    'ALTER USER x IDENTIFIED BY "§"',
    "SET PASSWORD = '§'",
    "select * from t where password = '§'",
    'set password := "§"',
    "$2b$12$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234 password_hash=§",
    "https://oss/x?OSSAccessKeyId=§&Signature=§&Expires=1",
    "ak=§, sk=§",
)
"""Messages with secrets, of other forms."""

MORE = r"""
spring.datasource.password=§
spring.datasource.druid.connection-properties=config.decrypt.key=§
"passwd" = '§'
password?=§
PASSWORD	§
Password (root): §
password[0]=§
passwords: ["§"]
params.put("password", "§");
setPassword("§")
conf.set("fs.oss.accessKeySecret", "§")
("password", "§")
[("user","a"),("password","§")]
password:　§
pass word: §
Passwort: §
salt=§
x-amz-security-token: §
X-Api-Key: §
Cookie: sessionid=§
Set-Cookie: token=§; Path=/
session_id=§
"auth":{"user":"a","pass":"§"}
redis-cli -a §
requirepass §
PGPASSWORD=§ psql
sshpass -p §
sshpass -p'§' ssh x
ftp://root:§@h
"ak":"§","sk":"§"
aliyun configure --access-key-id § --access-key-secret §
webhook https://oapi.dingtalk.com/robot/send?access_token=§
https://hooks.slack.com/services/T000/B000/§
密码为“§”
密码（root）：§
密码为 § 的用户
口令是：§
用户密码 = §
数据库连接密码： §
AccessKey Secret：§
Access Key ID: §
secretAccessKey: §
"secretAccessKey" : "§"
accesskeysecret=§
SecretId=§
"Secret": {"Fn": "§"}
private-key: §
client-secret=§
DB_PASS="§"
dbpassword=§
mysqlpassword : §
userPwd=§
login-pwd=§
passWd: §
encryptedPassword=§
password_encrypted: §
password.encrypted=§
PasswordHash=§
hashed_password: §
Credential=§/20260101/cn/x
SharedAccessKeyName=a;SharedAccessKey=§
AccountKey=§==;EndpointSuffix=x
DefaultEndpointsProtocol=https;AccountName=a;AccountKey=§
sig=§
SAS_TOKEN=?sv=1&sig=§
jwt: §
bearer: §
api-token §
apitoken=§
apiSecret=§
appkey=§
app_id=1,app_secret=§
consumerSecret=§
oauth_token_secret=§
certificate password §
keystorePass=§
trustStorePassword=§
javax.net.ssl.keyStorePassword=§
kms_key=§
master.password=§
rootpw=§
root_pw: §
PW=§
passcode: §
psw: §
wifi psk=§
PSK: §
credentials: a/§
ldap.bind.credential=§
bindPassword=§
password, §
password -> §
password|§
| password | § |
password\=§
password\: §
password%20=%20§
password+=+§
password =\n  "§"
{"Password":"§","Username":"a"}
{'Password': b'§'}
{"password":["","§"]}
password=***§
password: ***hidden***§
password: <§>
password: %§%
password: null§
password: not-§
password: "§
password: '§"
password: `§`
password: «§»
密码错误：§
口令不正确：§
密碼：§
授权码：§
using password §
principal password (§) wrong
secret access key §
authToken § expired
api key § rejected
OSS_SK=§
export ODPS_AK=§
auth=§
hmac: §
"cipher":"§"
keyTab=§
CREATE USER x IDENTIFIED BY §
alter user x identified by § account unlock
create database link l connect to u identified by § using 'x'
ALTER USER x IDENTIFIED WITH mysql_native_password BY '§'
ALTER USER x IDENTIFIED WITH 'caching_sha2_password' AS '§'
EXEC sp_addlogin 'u','§'
EXEC sp_addlogin 'u', N'§', 'db'
sp_addlogin u, '§'
scott/§@//h:1521/x
connect to root/§@//10.0.0.1:1521/x failed
hive -p §
beeline -u jdbc_x -n hive -p §
beeline -n hive -p '§'
mongo -u root -p § --authenticationDatabase admin
sqlcmd -U sa -P §
sqlcmd -S h -U sa -P§
bcp t out f -U sa -P "§"
https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=§
password: (§)
password: [§]
password: {§}
password: <b>§</b>
password:§,§
password:§;§
password:§ §
password: a§, b§
""".strip().splitlines()
"""Messages in further notations."""

MESSAGES = tuple(
    dict.fromkeys(
        text.replace("§", SPELLED)
        for text in chain(
            SENTENCES,
            MORE,
            (f"sent {FORMS[number % len(FORMS)].format(key)} to the service" for number, key in enumerate(KEYS)),
            (form.format("MYSQL_PASSWORD") for form in FORMS),
            (form.format("accessKeySecret") for form in FORMS),
        )
    )
)
