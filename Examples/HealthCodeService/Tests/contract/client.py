"""A client that openapi-python-client generated from the document asks the live service, and reads what it is answered.

The tokens are in the environment; the package health_code_client is on the path.
"""

import os
from datetime import datetime, timedelta, timezone

from health_code_client import AuthenticatedClient, Client
from health_code_client.api.agency_prevention import append_event
from health_code_client.api.citizen_own import get_reads, get_status, issue_code, lodge_appeal
from health_code_client.api.gate_prevention import verify_code
from health_code_client.api.investigator_appeal import decide_appeal, investigate
from health_code_client.api.open_ import get_places, get_ready
from health_code_client.models import (
    ContactEvent, ContactEventDegree, ContactEventType, DecideAppealBody, DecideAppealBodyOutcome, LodgeAppealBody, Problem, StatusColor,
    VerifyCodeBody)

BASE = "http://localhost:18080"
PERSON = "20211107000000000000000000000002"


def client(role):
    return AuthenticatedClient(base_url=BASE, token=os.environ[role])


def main():
    assert get_ready.sync(client=Client(base_url=BASE)).status == "ready"
    assert get_places.sync(client=Client(base_url=BASE)).places
    now = datetime.now(timezone.utc).replace(microsecond=0)
    # The color turns red by a contact that an agency reports, and back by an appeal that withdraws it.
    before = get_status.sync(PERSON, client=client("CITIZEN")).color
    assert before != StatusColor.RED, before
    contact = ContactEvent(
        type_=ContactEventType.CONTACT, at=(now - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"), person=PERSON,
        degree=ContactEventDegree.CLOSE)
    receipt = append_event.sync(client=client("AGENCY"), body=contact, idempotency_key="generated-client-1")
    again = append_event.sync(client=client("AGENCY"), body=contact, idempotency_key="generated-client-1")
    assert again.sequences == receipt.sequences and again.duplicates == 1
    status = get_status.sync(PERSON, client=client("CITIZEN"))
    assert status.color == StatusColor.RED and receipt.sequences[0] in [ground.sequence for ground in status.grounds]
    code = issue_code.sync(PERSON, client=client("CITIZEN"))
    assert verify_code.sync(client=client("GATE"), body=VerifyCodeBody(code=code.code)).outcome == "red"
    case = lodge_appeal.sync(PERSON, client=client("CITIZEN"), body=LodgeAppealBody(error=receipt.sequences[0]))
    decided = decide_appeal.sync(
        PERSON, case.case, client=client("INVESTIGATOR"),
        body=DecideAppealBody(outcome=DecideAppealBodyOutcome.UPHELD, reason="no such contact", withdraw=receipt.sequences))
    assert decided.case.state == "upheld"
    assert get_status.sync(PERSON, client=client("CITIZEN")).color == before
    investigation = investigate.sync(
        PERSON, client=client("INVESTIGATOR"), from_=(now - timedelta(days=3)).strftime("%Y-%m-%dT%H:%M:%SZ"),
        until=(now + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ"))
    assert investigation.additional_properties
    # The person sees which office looked, and for what; another's history is a problem, not an answer.
    reads = get_reads.sync(PERSON, client=client("CITIZEN"))
    assert reads.complete and {read.operator for read in reads.reads} == {"investigator/contract"}, reads
    refused = get_status.sync(f"{7:032x}", client=client("CITIZEN"))
    assert isinstance(refused, Problem) and refused.status == 403
    print("the generated client: 14 questions, as the document says")


main()
