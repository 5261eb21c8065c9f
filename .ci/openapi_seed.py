"""What the hub under test is filled with, and what the generator is told of it."""

CAPABILITIES = ["send", "note", "read", "status", "label", "assign", "flag", "lane"]

ACCOUNTS = [
    {
        "id": "shop", "network": "matrix", "name": "The shop", "self": "p-shop", "max_text": 200,
        "capabilities": CAPABILITIES,
    },
    {"id": "archive", "network": "other", "name": "An archive", "self": "p-us", "capabilities": []},
]

# One id with every character that a path has to escape.
CONVERSATIONS = {"shop": ["c-1", "c-2", "c/3 ?#%é"], "archive": ["c-4"]}
MESSAGES_EACH = 3


def message_id(conversation, number):
    return f"m-{conversation}-{number}"


def requests():
    """The bodies of the ingest calls that make it."""
    for account in ACCOUNTS:
        messages = [
            {
                "id": message_id(conversation, number), "conversation": conversation,
                "author": {"id": f"p-{conversation}", "name": "Ann"}, "direction": "in",
                "text": f"Is it still there? ({number})",
                "sent_at": f"2026-11-21T1{number}:00:00+01:00",
                "attachments": [{"id": f"a-{number}", "kind": "image", "new": True}],
                "reactions": [{"emoji": "👍", "author": "p-shop"}], "unknown": {"deep": [1, None]},
            }
            for conversation in CONVERSATIONS[account["id"]]
            for number in range(MESSAGES_EACH)
        ]
        yield {"account": account, "messages": messages}


KNOWN = [conversation for list in CONVERSATIONS.values() for conversation in list]
