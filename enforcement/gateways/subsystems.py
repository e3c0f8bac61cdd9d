"""The gateways: each port over HTTP. A real system takes a stand-in's place by its URL and credential."""

from urllib.parse import quote

from enforcement.contracts.subsystems import (
    CreditOrder,
    CreditState,
    PaymentNotice,
    PaymentState,
    QueryFeedback,
    QueryOrder,
    QueryReceipt,
    ValuationOrder,
    ValuationState,
)
from enforcement.gateways.http import SubsystemClient


class QueryGateway:
    """The property query systems."""

    def __init__(self, client: SubsystemClient) -> None:
        self._client = client

    def launch(self, order: QueryOrder) -> QueryReceipt:
        return self._client.post("/orders", order.order, order, QueryReceipt)

    def feedback(self, order: str) -> QueryFeedback:
        return self._client.get(f"/orders/{quote(order, safe='')}/feedback", QueryFeedback)


class FundGateway:
    """The case account and finance."""

    def __init__(self, client: SubsystemClient) -> None:
        self._client = client

    def send_payment_notice(self, notice: PaymentNotice) -> PaymentState:
        return self._client.post("/payment-notices", notice.notice, notice, PaymentState)

    def payment(self, notice: str) -> PaymentState:
        return self._client.get(f"/payment-notices/{quote(notice, safe='')}", PaymentState)


class CreditGateway:
    """The credit and publicity systems."""

    def __init__(self, client: SubsystemClient) -> None:
        self._client = client

    def order(self, order: CreditOrder) -> CreditState:
        return self._client.post("/orders", order.order, order, CreditState)

    def state(self, order: str) -> CreditState:
        return self._client.get(f"/orders/{quote(order, safe='')}", CreditState)


class ValuationGateway:
    """The national valuation system."""

    def __init__(self, client: SubsystemClient) -> None:
        self._client = client

    def order(self, order: ValuationOrder) -> ValuationState:
        return self._client.post("/orders", order.order, order, ValuationState)

    def state(self, order: str) -> ValuationState:
        return self._client.get(f"/orders/{quote(order, safe='')}", ValuationState)
