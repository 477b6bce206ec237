"""Examples for OpenAPI, from a county that does not exist. tests/service/test_service.py holds them to their models."""

from __future__ import annotations

from typing import Any

QUOTE = "对未裁员的企业给予10万元补贴。"
DOCUMENT_ID = "songta-jobs"
_CLAUSE = "songta-jobs/第一条"
_ADDRESS = "http://127.0.0.1:8501/find?clause=songta-jobs%2F%E7%AC%AC%E4%B8%80%E6%9D%A1"
_TITLE = "松塔县稳岗补贴办法（试行）"
CITATION: dict[str, Any] = {
    "marker": 1, "clause": _CLAUSE, "url": _ADDRESS, "document_id": "songta-jobs", "document_title": _TITLE,
    "source_file": "jobs.txt", "label": "第一条", "path": ["第一条"], "quote": QUOTE, "text": f"第一条 {QUOTE}",
    "start": 120, "end": 139, "quote_start": 124, "quote_end": 139, "score": 8.5, "in_force": "yes", "kind": "measure",
    "rows": [],
}  # fmt: skip
_SUM = {"yuan": "100000", "source": "10万元", "start": 132, "end": 136}
BENEFIT: dict[str, Any] = {
    "recipient": "未裁员的企业", "condition": "", "form": "补贴", "start": 124, "end": 139, "amount": _SUM, "amount_to": None,
    "is_upper_bound": False, "is_lower_bound": False, "per": None, "rate": None, "rate_to": None, "rate_is_upper_bound": False,
    "base": None, "caps": [], "schedule": [], "rate_schedule": [], "years": None,
    "evidence": [{"field": "recipient", "start": 125, "end": 131}], "rival": "",
}  # fmt: skip
ASKED = {"question": "未裁员的企业补贴多少？", "as_of": "2021-06-01"}
ANSWER: dict[str, Any] = {
    "question": "未裁员的企业补贴多少？", "status": "answered", "text": f"未裁员的企业：补贴10万元。[1]\n依据《{_TITLE}》第一条：「{QUOTE}」[1]",
    "verdict": None, "citations": [CITATION], "benefits": [BENEFIT | {"cap": None, "cap_per": None, "marker": 1}], "warnings": [], "comparison": [], "choices": [], "related": [],
    "resolved_question": None, "as_of": "2021-06-01", "engine": "extractive", "language": "zh",
    "timings_ms": {"understand": 1.2, "answer": 24.0}, "generated": None,
}  # fmt: skip
EVENTS = {"event": "text", "data": '"未裁员的企业：补贴10万元。[1]"'}
SEARCHED = {"query": "稳岗补贴", "k": 5}
FOUND = {"query": "稳岗补贴", "hits": [CITATION]}
STORY = {"words": "我们是松塔县的企业，去年没有裁员。"}
MATCHED: dict[str, Any] = ANSWER | {
    "question": STORY["words"], "rows": [{
        "clause": _CLAUSE, "url": _ADDRESS, "recipient": "未裁员的企业", "certainty": "certain", "group": "certain", "barred": "", "matched": ["企业"],
        "checks": [{"words": "未裁员", "met": True}], "unknown": [], "yuan": "100000", "working": "10万元", "in_force": "yes",
    }],
    "measures": [], "ask": None, "total_yuan": "100000", "no_total": "",
}  # fmt: skip
COMPARING = {"regions": ["松塔县", "青石县"], "topic": "人才引进"}
COMPARED = ANSWER | {
    "question": "松塔县、青石县对人才引进的支持有什么不同？",
    "comparison": [
        {"place": "青石县", "item": "高级工艺师", "amount": "6万元", "condition": "引进的", "marker": 1},
        {"place": "松塔县", "item": "未规定", "amount": "", "condition": "", "marker": None},
    ],
}
_DOCUMENT = {
    "id": "songta-jobs", "title": _TITLE, "aliases": ["稳岗补贴办法"], "regions": ["松塔县", "松塔"], "number": "松政办发〔2020〕3号",
    "issuing_body": "松塔县人民政府办公室", "issued": "2020-05-06", "source_file": "jobs.txt", "sha256": "0" * 64,
    "in_force": "yes", "validity": "有效，至 2023-05-31", "clauses": 3,
}  # fmt: skip
DOCUMENTS = {"documents": [_DOCUMENT], "omitted": []}
DOCUMENT = {
    "document": _DOCUMENT,
    "clauses": [
        {"clause": _CLAUSE, "label": "第一条", "title": "", "kind": "measure", "path": ["第一条"], "url": _ADDRESS}
    ],
}
CLAUSES = {"clauses": [{
    "id": _CLAUSE, "document_id": "songta-jobs", "document_title": _TITLE, "source_file": "jobs.txt", "part": "正文",
    "label": "第一条", "title": "", "path": ["第一条"], "text": f"第一条 {QUOTE}", "start": 120, "end": 139,
    "kind": "measure", "lead_units": [], "responsible_units": [], "cooperating_units": [], "implementing_units": [],
    "amounts": [_SUM], "benefits": [BENEFIT], "references": [], "rates": [], "dates": [], "periods": [], "omitted": False,
    "in_force": "yes", "url": _ADDRESS,
}]}  # fmt: skip
TO_VERIFY = {"citations": [{
    "marker": 1, "document_id": "songta-jobs", "label": "第一条", "quote": QUOTE, "quote_start": 124, "quote_end": 139,
}]}  # fmt: skip
VERIFIED = {
    "holds": False,
    "checked": 1,
    "findings": [{"name": "[1]", "kind": "moved", "words": "引文现在在第 130–145 字。"}],
}
HEALTH = {"status": "ok", "version": "0.1.0"}
READY = {
    "status": "ready", "documents": 5, "clauses": 150, "model": "multilingual-e5-small", "fingerprint": "3f0a", "problem": None,
}  # fmt: skip
RELOADED = {"documents": 5, "clauses": 150, "fingerprint": "3f0a"}

RETRIEVED_BY = {
    "knowledge_id": "policies",
    "query": "未裁员的企业补贴多少？",
    "retrieval_setting": {"top_k": 3, "score_threshold": 0.2},
    "metadata_condition": {
        "logical_operator": "and",
        "conditions": [{"name": "in_force", "comparison_operator": "is", "value": "yes"}],
    },
}
RETRIEVED: dict[str, Any] = {"records": [{
    "content": f"第一条 {QUOTE}", "score": 0.93, "title": f"《{_TITLE}》第一条",
    "metadata": {
        "clause": _CLAUSE, "url": _ADDRESS, "document_id": "songta-jobs", "document_title": _TITLE, "source_file": "jobs.txt",
        "label": "第一条", "path": "第一条", "part": "正文", "kind": "measure", "in_force": "yes", "validity": "有效，至 2023-05-31",
        "quote": QUOTE, "start": 120, "end": 139,
    },
}]}  # fmt: skip
MODEL = {"id": "policy-assistant", "object": "model", "created": 0, "owned_by": "policy-assistant"}
MODELS = {"object": "list", "data": [MODEL]}
CHATTED = {"model": "policy-assistant", "messages": [{"role": "user", "content": "未裁员的企业补贴多少？"}]}
COMPLETED: dict[str, Any] = {
    "id": "chatcmpl-1", "object": "chat.completion", "created": 1622505600, "model": "policy-assistant",
    "choices": [{
        "index": 0, "finish_reason": "stop", "logprobs": None,
        "message": {"role": "assistant", "content": f"未裁员的企业：补贴10万元。[1]\n\n依据：\n- [1] [《{_TITLE}》 第一条]({_ADDRESS})"},
    }],
    "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}, "policy": ANSWER,
}  # fmt: skip
CHUNKS = {"data": '{"object": "chat.completion.chunk", "choices": [{"delta": {"content": "…"}}]}'}


def problem(status: int) -> dict[str, Any]:
    """What a problem looks like."""
    return {
        "type": "urn:policy-assistant:problem:invalid" if status == 422 else "about:blank", "title": "请求不符合接口说明",
        "status": status, "detail": "请求不符合接口说明：question：没有写。", "next": "请对照 /openapi.json 里的说明改正后再试。",
        "request": "5f2b0c9a7d1e4f36",
    }  # fmt: skip


METRICS = "# HELP policy_ready 1 where questions can be answered.\n# TYPE policy_ready gauge\npolicy_ready 1.0\n"
CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//policy-assistant//CN\r\nEND:VCALENDAR\r\n"
