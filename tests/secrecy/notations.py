"""Texts and scripts with secrets, between ``«`` and ``»``, in notations of commands, statements and files."""

TEXTS = tuple(
    line.replace("\\n", "\n").replace("\\t", "\t")
    for line in r"""
ssh failed: sshpass -p«Wq7mRt2z» ssh root@10.1.2.3
running sshpass -p '«Wq7 mRt2z»' scp a b:/tmp
sshpass -p «hunter22x» sftp etl@10.0.0.8 exited with 5
exec: mysql -h 10.0.0.1 -uroot -p«Zx81pqLm» orders
mysqldump --user=root --password=«Zx81pqLm» --databases orders
mysqldump --password «Zx81pqLm» orders
lftp -u root,«Kd9sLq2w» sftp://10.0.0.9
lftp -u "root,«Kd9 sLq2w»" ftp.example.com
curl -u etl:«Kd9sLq2w» http://10.0.0.1:9200/_cat
curl --user etl:«Kd9sLq2w» http://10.0.0.1:9200/_cat
curl --user 'etl:«Kd9sLq2w»' -X POST http://10.0.0.1
curl -uetl:«Kd9sLq2w» http://10.0.0.1
wget --http-user=etl --http-password=«Kd9sLq2w» http://10.0.0.1
redis-cli -h 10.0.0.1 -a «Kd9sLq2w» ping
mongo --host h -u root -p «Kd9sLq2w» --authenticationDatabase admin
PGPASSWORD=«Kd9sLq2w» psql -h pg -U etl
export MYSQL_PWD=«Kd9sLq2w»
export OSS_ACCESS_KEY_SECRET="«Kd9sLq2wKd9sLq2wKd9sLq2w»"
spring.datasource.druid.pwd=ENC(«kS0pQ1vB9xTz/aa==»)
jdbc.url: ENC(«kS0pQ1vB9xTz/aa==»)
callback /sso?ticket=«ST-1856339-aA5Yuvrxzpv8Tau1cYQ7» rejected
login with pin=«739201» refused
the PIN: «739201» is wrong
passwrd=«Kd9sLq2w» not accepted
passwrod: «Kd9sLq2w»
pasword = «Kd9sLq2w»
authInfo={"user":"root","«Kd9sLq2w»"}
authInfo: root/«Kd9sLq2w»
redis AUTH failed: «Kd9sLq2w»
ERR command AUTH «Kd9sLq2w» not allowed
AUTH default «Kd9sLq2w»
POST /token grant_type=client_credentials&client_assertion=«abc.def.ghi123»&scope=x
POST /token client_id=app&client_secret=«q8~Kd9sLq2w»
CREATE USER 'etl'@'%' IDENTIFIED BY '«Kd9sLq2w»'
create user etl identified by «Kd9sLq2w» default tablespace users
ALTER USER etl IDENTIFIED WITH mysql_native_password BY '«Kd9sLq2w»'
ALTER ROLE etl WITH LOGIN PASSWORD '«Kd9sLq2w»'
SET PASSWORD FOR 'etl'@'%' = '«Kd9sLq2w»'
GRANT ALL ON db.* TO etl IDENTIFIED BY PASSWORD '«*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19»'
CREATE LOGIN etl WITH PASSWORD = N'«Kd9sLq2w»', CHECK_POLICY = OFF
password is: «correct horse battery staple»
passphrase: «correct horse battery staple»
The password of root is «Kd9sLq2w»
| password | «Kd9sLq2w» |
| `db_password` | `«Kd9sLq2w»` | used by etl |
<password>«Kd9sLq2w»</password>
<property name="password" value="«Kd9sLq2w»"/>
<property><name>javax.jdo.option.ConnectionPassword</name><value>«Kd9sLq2w»</value></property>
<ns:secretKey type="x">«Kd9sLq2w»</ns:secretKey>
Authorization: Bearer «eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJldGwifQ.c2lnbmF0dXJlMTIz»
invalid token eyJhbGciOiJIUzI1NiJ9.«eyJzdWIiOiJldGwifQ.c2lnbmF0dXJlMTIz»
AWS_SESSION_TOKEN=«FwoGZXIvYXdzEBYaDKd9sLq2w»
x-oss-security-token: «CAISyAJ1q6Ft5B2yfSjIr5bHKd9sLq2w»
SecurityToken=«CAISyAJ1q6Ft5B2yfSjIr5bHKd9sLq2w»&Expires=3600
https://b.oss-cn-hangzhou.aliyuncs.com/a?OSSAccessKeyId=x&Signature=«vjbyPxybdZaNmGa%2ByT272YEAiv4%3D»
https://b.s3.amazonaws.com/a?X-Amz-Signature=«f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41»
jdbc:sqlserver://10.0.0.5:1433;databaseName=o;user=sa;password={«Kd9;sLq2w»};encrypt=true
Server=10.0.0.5;Database=o;User Id=sa;Pwd=«Kd9sLq2w»;
jdbc:oracle:thin:etl/«Kd9sLq2w»@10.0.0.5:1521:orcl
sqlplus etl/«Kd9sLq2w»@//10.0.0.5:1521/orcl
sqlplus -s sys/«Kd9sLq2w»@orcl as sysdba
sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="etl" password="«Kd9sLq2w»";
mongodb+srv://etl:«Kd9sLq2w»@cluster0.example.net/o
amqp://etl:«Kd9:s/Lq2w»@mq:5672/vh
数据库密码：«Kd9sLq2w»
口令：«Kd9sLq2w»，请检查
访问密钥为«Kd9sLq2wKd9sLq2w»
密码错误：用户 etl，密码 «Kd9sLq2w»
spring.redis.password = «Kd9sLq2w # 2»
password: !!str «Kd9sLq2w»
- name: DB_PASSWORD\n  value: «Kd9sLq2w»
secret: |\n  «Kd9sLq2w»\nhost: a
Proxy-Authorization: Basic «ZXRsOktkOXNMcTJ3»
Set-Cookie: JSESSIONID=«8F3A0C5E2B7D4A19»; Path=/
psql "host=pg user=etl password=«Kd9sLq2w» dbname=o"
hdfs: -Djavax.net.ssl.trustStorePassword=«Kd9sLq2w» -Xmx1g
keytool -storepass «Kd9sLq2w» -keypass «Lp3vNb8y»
ssh -p«h4x0rBlue» etl@10.0.0.3
plink -ssh etl@h -pw «h4x0rBlue»
echo '«h4x0rBlue»' | sudo -S systemctl restart x
echo «h4x0rBlue» | kinit etl@EXAMPLE.COM
lftp -e "ls; bye" -u 'etl,«h4x0rBlue»' sftp://h
smbclient -U etl%«h4x0rBlue» //h/share
impdp system/«h4x0rBlue»@orcl directory=d
conn etl/«h4x0rBlue»@orcl
ORA-01017: invalid username/password for etl/«h4x0rBlue9Z»@10.0.0.5:1521/orcl
DataSource{url='jdbc:h2:mem', username='sa', passwrd='«h4x0rBlue»'}
wrong passwod=«h4x0rBlue»
ENC(«aB3dE5fG7hJ9kL1m») could not be decrypted
password={cipher}«8f3a2bc1d4e5f60718»
otp: «482913»
verification code=«482913» expired
短信验证码：«482913»
动态口令为 «482913»
用户密码 = «h4x0rBlue» 无效
连接失败（密码：«h4x0rBlue»）
| DB_PASSWORD | «letmein» |
| **password** | «h4x0rBlue» | etl |
mysql> SET PASSWORD FOR root = PASSWORD('«h4x0rBlue»');
ALTER ROLE etl ENCRYPTED PASSWORD '«h4x0rBlue»'
CREATE DATABASE LINK l CONNECT TO etl IDENTIFIED BY "«h4x0rBlue»" USING 'x'
login failed, passphrase: «purple monkey dishwasher»
login failed, password: «purple monkey dishwasher»
passphrase=«the purple monkey»
<password><![CDATA[«h4x0rBlue»]]></password>
<entry key="db.password">«h4x0rBlue»</entry>
<db:password xmlns:db="x">«h4x0rBlue»</db:password>
redis.clients.jedis: WRONGPASS sent AUTH «h4x0rBlue»
"AUTH" "«h4x0rBlue»"
aliyun sts: {"Credentials":{"SecurityToken":"«CAISxyz123»","AccessKeySecret":"«h4x0rBlue»"}}
SAMLResponse=«PHNhbWxwOlJlc3BvbnNl»&RelayState=x
setx DB_PASSWORD "«h4x0rBlue»"
$env:DB_PASSWORD = "«h4x0rBlue»"
set DB_PASSWORD=«h4x0rBlue»
ARG NPM_TOKEN=«npm_h4x0rBlue»
machine h login etl password «h4x0rBlue»
psql postgresql://etl:«h4x0r@Blue»@pg:5432/o
userid=scott/«tiger77»@orcl
tkt: TGT-12-«aB3dE5fG7hJ9kL1m»-cas
密码错误：用户 etl，密码 «hunter22x»
AUTH default «letmein»
sshpass -p«S3cr3t!Pa$$» ssh h
lftp -u etl,«p@ss:w/d#1» sftp://h
passphrase is: «the purple monkey»
**Password:** `«Kd9sLq2w»`
**Password:** «Kd9sLq2w»
__password:__ «Kd9sLq2w»
<b>Password:</b> «Kd9sLq2w»
password → «Kd9sLq2w»
invalid password [«Kd9sLq2w»] of root
<dt>Password</dt><dd>«Kd9sLq2w»</dd>
<tr><td>DB password</td> <td class="v">«Kd9sLq2w»</td></tr>
stripe refused «sk_live_Kd9sLq2wKd9sLq2w»
model token «hf_Kd9sLq2wKd9sLq2wKd9sLq2w»
//registry.example.com/ 401 «npm_Kd9sLq2wKd9sLq2wKd9sLq2wKd9sLq2w»
upload with «pypi-AgEIcHlwaS5vcmcKd9sLq2wKd9sLq2wKd9sLq2wKd9s» failed
mail: 403 «SG.Kd9sLq2wKd9sLq2w.Kd9sLq2wKd9sLq2wKd9s»
vault: «hvs.Kd9sLq2wKd9sLq2wKd9s» denied
databricks «dapi0123456789abcdef0123456789abcdef»
https://open.feishu.cn/open-apis/bot/v2/hook/«Kd9sLq2w-aaaa-bbbb»
ConvertTo-SecureString -String '«Kd9sLq2w»' -AsPlainText
net use \\host\share «Kd9sLq2w» /user:etl
openssl enc -aes256 -k «Kd9sLq2w» -in a
select * from openrowset('MSDASQL', 'host'; 'sa'; '«Kd9sLq2w»', 'select 1')
select * from mysql('10.0.0.1:3306', 'o', 't', 'etl', '«Kd9sLq2w»')
insert into function postgresql('10.0.0.1:5432', 'o', 't', 'etl', '«Kd9sLq2w»') select 1
db.example.com:5432:shop:root:«Kd9sLq2w»
localhost:5432:*:postgres:«hunter2x»
*:*:*:root:«Kd9sLq2w»
# passwords\nlocalhost:5432:shop:etl:«Kd9s:Lq2w»
h.hologres.aliyuncs.com:80:shop:etl:«Kd9sLq2w»
密码«Kd9sLq2w»
数据库密码«Kd9sLq2w»，请重试
口令«Kd9sLq2w»错误
id,user_id,password\n1,root,«Kd9sLq2w»\n2,anna,«Kd9sLq2x»
name;db_password;email\nroot;«Kd9sLq2w»;a b
id\tpassword\tage\n1\t«Kd9sLq2w»\t5
id,api_key\n1,"«Kd9sLq2w»"
""".strip().splitlines()
)

SCRIPTS = r"""
{"passwrd": "«Kd9sLq2w»"}
{"passwrod": "«Kd9sLq2w»"}
{"authInfo": "root/«Kd9sLq2w»"}
{"authInfo": {"user": "root", "x": "«Kd9sLq2w»"}}
{"pin": "«739201»"}
{"ticket": "«ST-1856339-aA5Yuvrxzpv8»"}
{"clientAssertion": "«abc.def.ghi123»"}
{"client_assertion": "«abc.def.ghi123»"}
{"preSql": ["CREATE USER etl IDENTIFIED BY «Kd9sLq2w»"]}
{"preSql": ["ALTER USER etl PASSWORD '«Kd9sLq2w»'"]}
{"postSql": ["SET PASSWORD = '«Kd9sLq2w»'"]}
{"connection": [{"jdbcUrl": ["jdbc:oracle:thin:etl/«Kd9sLq2w»@//h:1521/o"]}]}
{"connection": [{"jdbcUrl": "jdbc:sqlserver://h;user=sa;password=«Kd9sLq2w»"}]}
{"kafkaConfig": {"sasl.jaas.config": "x.PlainLoginModule required username=\"etl\" password=\"«Kd9sLq2w»\";"}}
{"kafkaConfig": {"ssl.keystore.password": "«Kd9sLq2w»"}}
{"kafkaConfig": {"ssl.key.password": "«Kd9sLq2w»"}}
{"hadoopConfig": {"fs.s3a.secret.key": "«Kd9sLq2w»"}}
{"hadoopConfig": {"fs.oss.accessKeySecret": "«Kd9sLq2w»"}}
{"command": "sshpass -p«Kd9sLq2w» ssh h"}
{"command": "mysql -uroot -p«Kd9sLq2w» o"}
{"script": "export DB_PASS=«Kd9sLq2w»"}
{"password": "ENC(«kS0pQ1vB9xTz»)"}
{"url": "ENC(«kS0pQ1vB9xTz»)"}
{"headers": {"Authorization": "Bearer «abcdef123456»"}}
{"headers": [{"name": "X-Api-Key", "value": "«abcdef123456»"}]}
{"headers": {"Cookie": "SID=«abcdef123456»"}}
{"securityToken": "«CAISyAJ1q6Ft5B2yfSjIr5bH»"}
{"stsToken": {"value": "«CAISyAJ1q6Ft5B2yfSjIr5bH»"}}
{"password": ["«Kd9sLq2w»", "«Lp3vNb8y»"]}
{"configItems": "{\"passwrd\":\"«Kd9sLq2w»\"}"}
{"key": "password", "value": "«Kd9sLq2w»"}
{"properties": [{"k": "db.password", "v": "«Kd9sLq2w»"}]}
{"密码": "«Kd9sLq2w»"}
{"数据库口令": "«Kd9sLq2w»"}
{"dbPasswd": "«Kd9sLq2w»"}
{"Passphrase": "«correct horse battery»"}
{"privateKey": "«MIIEvQIBADANBgkqhkiG»"}
{"sasUri": "https://a.blob.core.windows.net/c?sv=2020&sig=«abc%2Fdef%3D»"}
{"connectionString": "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=«Eby8vdM02xNO==»;EndpointSuffix=x"}
{"mongo": "mongodb://etl:«Kd9sLq2w»@h/o"}
{"xml": "<conf><password>«Kd9sLq2w»</password></conf>"}
{"yaml": "host: a\npassword: «Kd9sLq2w»\nport: 1"}
""".strip().splitlines()
"""Values of ``parameter`` in a script."""
