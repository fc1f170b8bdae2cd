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
""".strip().splitlines()
"""Texts without secrets."""
