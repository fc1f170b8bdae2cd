"""Families of numbered errors: SQL states, and the numbers of Oracle, MySQL, SQL Server, OceanBase and HTTP."""

from collections.abc import Iterator

from dataworks.explain.engine.accounts import LOCKED, NO_RIGHT, PASSWORD_EXPIRED, WRONG_LOGIN
from dataworks.explain.engine.change_logs import PURGED
from dataworks.explain.engine.failures import BUSY, CHECK, EXISTS, INTERNAL, NOT_THERE, UNSUPPORTED
from dataworks.explain.engine.missing import (
    BAD_FUNCTION,
    BAD_SQL,
    LOCKS,
    NO_COLUMN,
    NO_DATABASE,
    NO_SPACE,
    NO_TABLE,
    READ_ONLY,
    TOO_LONG_QUERY,
)
from dataworks.explain.engine.network import (
    ALLOWLIST,
    BROKEN,
    CLOSED,
    CONNECTIONS,
    READ_TIMED_OUT,
    TLS,
    TOO_SLOW,
    UNREACHABLE,
)
from dataworks.explain.engine.rows import (
    COLUMN_NUMBERS,
    CONVERSION,
    DUPLICATE,
    ENCODING,
    FOREIGN_KEY,
    NOT_NULL,
    OUT_OF_RANGE,
    PACKET,
    TOO_LONG,
)
from dataworks.explain.engine.streams import QUOTA, TOO_LARGE
from dataworks.explain.engine.warehouses import LITTLE_MEMORY, NO_PARTITION_FOR_ROW
from dataworks.explain.explanation import Explanation, Symptom

STATES: tuple[tuple[str, str, Explanation], ...] = (
    ("08001", "08", UNREACHABLE),
    ("0A000", "0A", UNSUPPORTED),
    ("22001", "22001", TOO_LONG),
    ("22003", "22003", OUT_OF_RANGE),
    ("22012", "22012", BAD_SQL),
    ("22021", "2202[12]", ENCODING),
    ("22000", "22", CONVERSION),
    ("23502", "23502", NOT_NULL),
    ("23503", "23503", FOREIGN_KEY),
    ("23505", "23505", DUPLICATE),
    ("23514", "23(?:51[34]|P01)", CHECK),
    ("23000", "23", CHECK),
    ("25006", "25006", READ_ONLY),
    ("25P03", "25P03", CLOSED),
    ("28000", "28", WRONG_LOGIN),
    ("3D000", "3[DF]", NO_DATABASE),
    ("40001", "40|55P03", LOCKS),
    ("42704", "42(?:704|P01|S02|M03)", NO_TABLE),
    ("42703", "42(?:703|S22)", NO_COLUMN),
    ("42501", "4250[12]", NO_RIGHT),
    ("42601", "42|44000", BAD_SQL),
    ("53100", "53100|57011", NO_SPACE),
    ("53200", "53200", LITTLE_MEMORY),
    ("53300", "53300", CONNECTIONS),
    ("57014", "57014|HYT0[01]", READ_TIMED_OUT),
    ("57P01", "57P0|57033", BUSY),
    ("57016", "5[3457]", BUSY),
    ("XX000", "XX|58", INTERNAL),
)
"""A SQL state, the beginnings that share its meaning, and that; the longer beginnings come first."""

ORACLE: tuple[tuple[str, str, Explanation], ...] = (
    ("00018", "000(?:18|20)|01000|02391|125(?:16|18|19|20)", CONNECTIONS),
    ("00060", "000(?:54|60)|0402[01]|08177|30006", LOCKS),
    ("00001", "00001|01452", DUPLICATE),
    ("00028", "00028|01012|0239[69]", CLOSED),
    ("00600", "00600|00604|011\\d\\d|07445|01578|0150[12]|03137|0406[0-9]", INTERNAL),
    ("00257", "00257|01536|016[35]\\d|01688|0169\\d|19502|19809|30036", NO_SPACE),
    ("00913", "009(?:13|47)", COLUMN_NUMBERS),
    ("00904", "00904|17006", NO_COLUMN),
    ("00942", "009(?:42|80)|02289|04043|06564|08103", NO_TABLE),
    ("00932", "00932|0179[01]", BAD_FUNCTION),
    ("00955", "00955|01408|01430|01442|02260|02261|02264|02275", EXISTS),
    (
        "00933",
        "009\\d\\d|0093[0-9]|01747|017(?:5[0-9]|8[0-9])|0142[27]|01476|06550|0100[1-46-9]|0097[89]|30926",
        BAD_SQL,
    ),
    ("01031", "01031|01039|01045|0192[4-9]|0193\\d|01950|24247|01720", NO_RIGHT),
    ("22922", "2292\\d|2228\\d", NOT_THERE),
    ("28860", "28860|2886\\d|28759|29024", TLS),
    ("01017", "01005|01017|28\\d\\d\\d|01918", WRONG_LOGIN),
    ("01033", "0103[3-5]|0108[139]|01090|01092|01109|01219|0306\\d|00283", BUSY),
    ("01407", "0140[07]", NOT_NULL),
    ("01401", "01401|01461|01489|06502|12899|22835|12838", TOO_LONG),
    ("01438", "014(?:26|38|55|57)|01841|08004", OUT_OF_RANGE),
    ("01722", "01722|014(?:65|8[013])|018\\d\\d|17059|17132|19011", CONVERSION),
    ("01555", "01555|01466|22924", TOO_LONG_QUERY),
    ("02290", "02290|01402|20\\d\\d\\d|0408[58]|04091|04098", CHECK),
    ("02292", "0229[12]|02266|02449", FOREIGN_KEY),
    ("01013", "01013|03136|12170|12535|12606|12609|02049", READ_TIMED_OUT),
    ("03113", "0311[34]|03135|1253[67]|12547|1257\\d|1741\\d|25408", BROKEN),
    ("04031", "040(?:30|31|36)", LITTLE_MEMORY),
    ("12514", "125(?:05|14)|12154", NO_DATABASE),
    ("12541", "12[1256]\\d\\d|17002", UNREACHABLE),
    ("14400", "14400|14402", NO_PARTITION_FOR_ROW),
    ("16000", "16000|01456|00376", READ_ONLY),
    ("29275", "29275|12703|12705|12709|17056", ENCODING),
    ("00439", "00439|02000|03001|17023|30354|54013", UNSUPPORTED),
)
"""The number of an error of Oracle, those that share its meaning, and that; the first match is used."""

MYSQL: tuple[tuple[str, str, Explanation], ...] = (
    ("1040", "1040|1203|1226", CONNECTIONS),
    ("1044", "10(?:44|95)|114[23]|1227|1370", NO_RIGHT),
    ("1045", "1045|1698", WRONG_LOGIN),
    ("1130", "1130", ALLOWLIST),
    ("1049", "1049|1046", NO_DATABASE),
    ("1146", "1146|1051|1109", NO_TABLE),
    ("1054", "1054", NO_COLUMN),
    ("1064", "1064|1305|1149|1242|105[25]|1060|1111", BAD_SQL),
    ("1062", "1062|1586|1022", DUPLICATE),
    ("1048", "1048|1364|1263", NOT_NULL),
    ("1136", "1136", COLUMN_NUMBERS),
    ("1205", "1205|1206|1213|3572", LOCKS),
    ("1216", "121[67]|145[12]", FOREIGN_KEY),
    ("1264", "1264|1690", OUT_OF_RANGE),
    ("1406", "1406|1118", TOO_LONG),
    ("1366", "1265|129[12]|1366|1411", CONVERSION),
    ("1153", "1153", PACKET),
    ("1158", "115[89]|116[01]", TOO_SLOW),
    ("1236", "1236", PURGED),
    ("1290", "1290|1792|1836", READ_ONLY),
    ("1114", "1114|1021", NO_SPACE),
    ("1037", "103[78]|4013", LITTLE_MEMORY),
    ("1317", "1317|3024|1969|4012|6210|6212", READ_TIMED_OUT),
    ("1526", "1526", NO_PARTITION_FOR_ROW),
    ("3819", "3819|1369|4025", CHECK),
    ("1820", "1820|1862", PASSWORD_EXPIRED),
    ("3118", "3118", LOCKED),
    ("2002", "200[235]", UNREACHABLE),
    ("2006", "2006|2013|2055", BROKEN),
    ("1235", "1235", UNSUPPORTED),
    ("1053", "1053|1927", CLOSED),
)
"""The same for MySQL and what speaks its protocol."""

SQL_SERVER: tuple[tuple[str, str, Explanation], ...] = (
    ("18456", "1845\\d|1848[678]", WRONG_LOGIN),
    ("4060", "4060|911|945", NO_DATABASE),
    ("208", "208|4902", NO_TABLE),
    ("207", "207", NO_COLUMN),
    ("213", "213|12[01]|109", COLUMN_NUMBERS),
    ("102", "1\\d\\d", BAD_SQL),
    ("229", "229|230|262|297|300", NO_RIGHT),
    ("515", "515", NOT_NULL),
    ("547", "547", CHECK),
    ("2627", "2627|2601", DUPLICATE),
    ("8152", "8152|2628", TOO_LONG),
    ("8115", "8115|220|232|248", OUT_OF_RANGE),
    ("245", "24[1-57]|8114|295", CONVERSION),
    ("1205", "1205|1222|3960", LOCKS),
    ("9002", "9002|110[1-5]", NO_SPACE),
    ("701", "701|802|8645", LITTLE_MEMORY),
    ("3906", "3906", READ_ONLY),
    ("10928", "1092[89]|40501|40197|40613|6005", BUSY),
)
"""The same for the messages of SQL Server."""

STATUS: tuple[tuple[str, str, Explanation], ...] = (
    ("401", "401", WRONG_LOGIN),
    ("403", "403", NO_RIGHT),
    ("404", "404|410", NOT_THERE),
    ("408", "408|504", READ_TIMED_OUT),
    ("409", "409", LOCKS),
    ("413", "413", TOO_LARGE),
    ("429", "429", QUOTA),
    ("501", "405|406|415|501|505", UNSUPPORTED),
    ("502", "502|503", BUSY),
    ("500", "5\\d\\d", INTERNAL),
)
"""The same for the statuses of HTTP."""


def _rows(
    before: str, families: tuple[tuple[str, str, Explanation], ...], after: str, example: str
) -> Iterator[Symptom]:
    """Return a row for each family; ``before`` and ``after`` are what is around the number."""
    for number, numbers, meaning in families:
        yield Symptom(f"{before}(?:{numbers}){after}", example.format(number), meaning)


NUMBERS: tuple[Symptom, ...] = (
    *_rows(
        r"(?:[Ss][Qq][Ll] ?(?i:STATE)[\[ =:'\"(]{1,4}|SQL Error \[|ERROR:? \d{1,5} \()",
        STATES,
        "",
        "com.ibm.db2.jcc.am.SqlException: SQLSTATE={}",
    ),
    *_rows("ORA-", ORACLE, r"(?!\d)", "java.sql.SQLException: ORA-{}: ..."),
    *_rows(r"ERROR:? (?=\d{4} \()", MYSQL, r" \(", "java.sql.SQLException: ERROR {} (HY000): ..."),
    *_rows("Msg ", SQL_SERVER, r", (?:Level|级别)", "Msg {}, Level 16, State 1"),
    *_rows(
        r"[Ee](?i:rror ?code|rrno|rror)[ =:\[(']{1,3}(?=\d{4}\b)",
        MYSQL,
        r"\b",
        "com.mysql.jdbc.MySQLException: Error Code: {}",
    ),
)
"""What a number says. The words of the message are more exact where a row knows them."""

STATUSES: tuple[Symptom, ...] = tuple(
    _rows(
        r"(?:[Hh][Tt]{2}[Pp](?:/\d(?:\.\d)?)?|[Ss]tatus(?:[ _-]?[Cc]ode)?|esponse [Cc]ode)[\"' :=\[(]{1,5}",
        STATUS,
        r"\b",
        "org.apache.http.HttpException: HTTP/1.1 {}",
    )
)
"""What the status of an answer says; names and words say more."""
