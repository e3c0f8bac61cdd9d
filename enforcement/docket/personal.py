"""What of a case is personal data, as a mark on the fields that hold it. Who keeps records seals what is marked; the docket knows nothing of that."""

from enum import StrEnum


class Personal(StrEnum):
    """Kinds of personal data (个人信息)."""

    PARTY_ID = "party_id"
    ACCOUNT = "account"
    PHONE = "phone"
    ADDRESS = "address"
    NAME = "name"
    # Free text that describes people or what they own.
    TEXT = "text"


TITLES_ZH = {
    Personal.PARTY_ID: "公民身份号码、统一社会信用代码、其他证件号码",
    Personal.ACCOUNT: "银行账号",
    Personal.PHONE: "电话号码",
    Personal.ADDRESS: "住址",
    Personal.NAME: "姓名、名称",
    Personal.TEXT: "描述当事人或其财产的文字",
}
