"""Fills a hub and looks at its stream of events, which has no end for a generator to reach."""

import http.client
import json
import sys
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import yaml

import openapi_seed
from openapi_examples import schema_at


def call(url, token, body=None, headers=None):
    request = urllib.request.Request(url, data=None if body is None else json.dumps(body).encode())
    request.add_header("Authorization", f"Bearer {token}")
    if body is not None:
        request.add_header("Content-Type", "application/json")
    for name, value in (headers or {}).items():
        request.add_header(name, value)
    return urllib.request.urlopen(request, timeout=20)


def events(stream):
    """Each event as its fields; comments are passed over."""
    fields = {}
    for line in stream:
        line = line.decode().rstrip("\r\n")
        if not line:
            if fields:
                yield fields
            fields = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            fields[name] = f"{fields[name]}\n{value}" if name in fields else value


def refusal_of(url, token, length):
    """The answer to a body of so many bytes, of which none is sent."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    connection.putrequest("POST", "/v1/ingest")
    connection.putheader("Authorization", f"Bearer {token}")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(length))
    connection.endheaders()
    response = connection.getresponse()
    return response.status, response.headers.get_content_type(), json.loads(response.read())


def expect(condition, sentence):
    if not condition:
        sys.exit(f"openapi-check: {sentence}")


def main():
    path, url, token = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        document = yaml.safe_load(file)
    count = 0
    for body in openapi_seed.requests():
        schema_at(document, "/components/schemas/IngestRequest").validate(body)
        answer = json.load(call(url + "/v1/ingest", token, body))
        schema_at(document, "/components/schemas/IngestAnswer").validate(answer)
        expect(not answer["rejected"], f"the hub rejected {answer['rejected']}")
        expect(answer["added"] == len(body["messages"]), f"the hub added {answer['added']}")
        count += answer["added"]

    head = json.load(call(url + "/v1/me", token))["seq"]
    expect(head >= count, f"the log of the hub ends at {head} after {count} messages")
    last = 0
    with call(url + "/v1/events", token, headers={"Last-Event-ID": "0"}) as stream:
        kind = stream.headers.get_content_type()
        expect(kind == "text/event-stream", f"the events are {kind}")
        for event in events(stream):
            expect(event.get("event") == "change", f"the hub told {event}")
            change = json.loads(event["data"])
            schema_at(document, "/components/schemas/Change").validate(change)
            expect(int(event["id"]) == change["seq"] == last + 1, f"after {last} came {event['id']}")
            last += 1
            if last == head:
                break
    expect(last == head, f"the stream ended at {last} of {head}")
    status, kind, problem = refusal_of(url, token, 1 << 40)
    expect(status == 413, f"a body of a terabyte is answered with {status}")
    expect(kind == "application/problem+json", f"a problem is {kind}")
    schema_at(
        document, "/components/responses/TooLarge/content/application~1problem+json/schema"
    ).validate(problem)
    try:
        call(url + "/v1/conversations/nobody%2Fat%20all", token)
        expect(False, "a conversation that is not there was found")
    except urllib.error.HTTPError as error:
        expect(error.code == 404, f"a conversation that is not there is answered with {error.code}")
        schema_at(
            document, "/components/responses/NotFound/content/application~1problem+json/schema"
        ).validate(json.load(error))

    filler = {"account": "shop", "unknown": "x" * 4_000_000}
    expect(call(url + "/v1/ingest", token, filler).status == 200, "4 MB were not taken")

    print(f"{count} messages handed in, {last} changes followed")


if __name__ == "__main__":
    main()
