"""Texts that only mention secrets, or words like those of their keys."""

HARMLESS = """
token_count=5
token_count: 128, max_tokens: 4096
"max_tokens": 4096
max_new_tokens=512
prompt_tokens: 12, completion_tokens: 30, total_tokens: 42
the number of tokens is 512
primary_key=id
primaryKey: order_id
partition key: ds
partition_key => dt
foreign_key: customers.id
shardKey=user_id
splitPk: id
keyspace: shop
keyboard: qwerty
sort_key=created_at
row_key: a#b
unique_key=uk_orders
cache_key=orders_1
key: value
keys: a, b
passenger: 12
passenger_name=Li Lei
passed: 12, failed: 3
tests passed=12
passengers=[1, 2]
passport_country: CN
user_pass_rate=0.98
pass_rate: 98%
compass: north
bypass=true
encompasses: all
passive_mode: true
author: Li Lei
author=zhang
authors: [a, b]
authority: dataworks
authorized: true
authentication: required
tokenizer: jieba
tokenize=true
tokenization: whitespace
token_type: Bearer
token_limit=100
tokens_per_minute: 60
token_bucket: 10
next_token: 2
NextToken=abc
secretary: Li Lei
secretariat=Beijing
secret_name: mysql-credentials
password must not be empty
password: must not be empty
The password is required.
The password is wrong
the password has expired
password is not set
password: required
password is too short
Invalid password
Invalid token
The token is expired
The token is invalid or has expired
token: missing
The secret does not exist.
The access key is disabled.
The access key does not exist
The access key id is not found
using password: YES
(using password: NO)
password_length=8
password_policy: strong
passwordMinLength: 8
password_expires: 90
password_changed_at=2026-01-01
secret_version: 3
credential_type=ram_role
password = ?
password=${db_password}
password: ${db_password}
"password": "${db_password}"
password=
password: null
"password": null
"password": ""
"useSecret": true
a.token = b.token
o.password = u.password
select password, token from users
columns: password, token, secret
"column": ["password", "token", "secret"]
["password", "token"]
["password", "column_2"]
["token", "user_name"]
["-p", "3306"]
["mkdir", "-p", "/tmp/a"]
["--password", "--verbose"]
密码不能为空
密码错误
密码长度: 8
密码强度：弱
密码已过期，请修改
令牌无效
访问密钥不存在
用户不存在
Please set the environment variable ALIBABA_CLOUD_ACCESS_KEY_SECRET.
see https://help.aliyun.com/document_detail/123.html?spm=a2c4g.token
mail to ops@example.com
mailto:ops@example.com
http://127.0.0.1:8080/x?mail=a@example.com
image registry/app:1.0@sha256:abcdef
a table is identified by its name
identified by the id
identified by id, which is unique
The task is identified by project and name.
files in a/b@c, see //docs
hive -e 'select 1'
beeline --help
sqlcmd --version
https://h/webhook/send?page=1
密码错误：请重试
密码错误: Access denied
the password (for user2) is wrong
auth: basic
the password (sha256) is wrong
auth_type=kerberos
hmac: HmacSHA256
cipher: TLS_AES_256_GCM_SHA384
cipher=AES-128-CBC
keytab: missing
basic authentication is off
Basic information
bearer authentication
Invalid path: Business Flow/user/Data Integration
fileId:[100] is invalid.
task 100 is running: 5 tables, 3 partitions
where a = 1 and b = '***'
jdbc driver not found
begin certificate
eyes on the road
risk: low, task: 5, mask: 3, desk=a
user_id=12345
user_count: 7
username_column: login
session: 5
signature mismatch
cookie policy: strict
The table has no primary_key, rows may be written twice
token_count=1200, token_limit=8000
passenger: 12 rows were dirty
passengers=4500, passage=2
session_id=8812 ended after 30 s
sessionId: 77f2 is not known
ticket_id=4711 was opened
tickets: 12 open, 3 closed
pin the version of the plug-in first
spin=3 pinned=true
The pin of the map is at column geo_pin
key=order_id, keys=2, keyspace=etl
keyword: orders
partition_key=ds, sort_key=dt
foreign_key: customer_id
bypass=true, compass=north
The password is wrong or has expired
Please check the user name and the password of the data source
Specified access key is not found
InvalidAccessKeyId.NotFound: Specified access key is not found.
SignatureDoesNotMatch: the signature does not match
authorization is required to read table orders
AUTH failed: no such user
Auth failed for user etl
Authentication failed for host 10.0.0.8
redis AUTH failed: wrong number of arguments
NOAUTH Authentication required.
ERR AUTH is not enabled on this server
select user, count(*) from orders where ds = '20240101'
ALTER TABLE orders ADD COLUMN password_changed_at datetime
| column | type | comment |
| password_changed_at | datetime | last change |
| token_count | bigint | tokens |
<passenger>12</passenger>
<name>orders</name><value>12</value>
mysql -h 10.0.0.1 -P 3306 -uroot -p orders
ssh -p 2222 root@10.0.0.8
ssh -p2222 root@10.0.0.8
mkdir -p /data/orders
cp -pr a b
docker run -u 1000:1000 -p 8080:80 image
nc -p 3306 host
密码错误，请检查数据源的用户名和密码
令牌已过期
请检查数据源的密码是否正确
读取主键失败：order_id
secret_name=orders-secret not found
certificate_authority is unknown
auth_type=basic, authMode=plain
encrypt=true, encoding=UTF-8
cn-hangzhou/orders@v2 was published
orders/2024@hive is not a table
s3://bucket/path/a:b@c.csv
oss://etl-bucket/orders/ds=20240101
http://10.0.0.1:8080/api?page=2&token_type=bearer
Signature version 4 is not supported
com.alibaba.datax.common.exception.DataXException: Code:[DBUtilErrorCode-10]
at com.example.auth.PasswordEncoder.matches(PasswordEncoder.java:71)
splitPk=id, pk: order_id
The ticket was closed by etl
ticket=open
last_token_at: 2024-01-01 00:00:00
max_tokens: 4096
secretary: Li Na
IDENTIFIED BY is not supported here
password file is missing
passed=12 failed=3
passive=true
author=Li Na, authored=2024
identified by order_id and ds
connect to orders@v2 was refused
conn 12/30 in use
AUTH failed: host1:6379 does not answer
AUTH is required
the captcha service is down
echo done | tee log
echo 12 | wc -l
ssh -p 22 -i key etl@h
mysql -h my-prod.example -P 3306
verification code is wrong
otp is required
pin: not set
| password | varchar(64) | yes |
| password | string |
| user | password | host |
| password | the password of the user |
| 密码 | 用户密码 |
InvalidSecurityToken.MismatchWithAccessKey: The security token is not for this key
MissingSecurityToken: SecurityToken is mandatory for this action.
InvalidAccessKeyId.Inactive: Specified access key is disabled.
SecurityTokenExpired: The provided token has expired
Forbidden.AccessKey: Not allowed to call
enc(order_id) as e, ENC(phone)
at com.alibaba.druid.filter.config.ConfigTools.decrypt(ConfigTools.java:99)
com.example.Token.parse(Token.java:120)
密码 错误
密码SHA256加密
密码AES-256-GCM加密
密码PBKDF2WithHmacSHA256加密
密码V2策略
密码8位以上
口令OAuth2
密码 sha256 加密
npm/pkg@1.2.3
image/base@sha256:abcd
mapping: 4500, shipping: 3000
pinyin=beijing
ticket: closed
assertion failed: a == b
authInfo is missing
compass_order=12
passwords are not shown
gasworks: 12
**Password:** is required
**Password:** ${db_password}
password → required
tokens [12] used
unknown token [orders]
<td>primary key</td><td>order_id12</td>
SG. and npm_config_cache, hf_home, pypi-mirror, dapi
from mysql('10.0.0.1:3306', 'o', 't')
net use of memory
""".strip().splitlines()
"""Texts without secrets."""
