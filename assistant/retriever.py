"""The index as a LangChain retriever: clauses as documents, with the metadata a chain needs to cite them."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from assistant.ask import Assistant
from assistant.proposing.retrieve import Filters
from assistant.saying.draft import citation_of
from index.hit import Hit


class PolicyRetriever(BaseRetriever):
    """The `k` clauses that fit a question best, the best one first; a clause named by number comes first of all.

    `page_content` is the clause word for word. `metadata` is the citation as `policy search --json` prints it
    (document, label, path, offsets, best sentence, score, validity on `as_of`), without the text.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    k: int = Field(default=5, ge=1)
    filters: Filters = Filters()
    as_of: date | None = None

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits = self.assistant.search(query, self.k, filters=self.filters, as_of=self.as_of)
        return [self._document(hit) for hit in hits]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        """The same in a thread: a search holds the processor, not the event loop."""
        return await asyncio.to_thread(self._get_relevant_documents, query, run_manager=run_manager.get_sync())

    def _document(self, hit: Hit) -> LangChainDocument:
        day = self.as_of or date.today()
        citation = citation_of(self.assistant.library, day, 0, hit.measure, hit.sentence, hit.score)
        metadata: dict[str, Any] = citation.to_json()
        for key in ("marker", "text"):  # a chain numbers its own sources; the text is the page content
            del metadata[key]
        return LangChainDocument(id=hit.measure.id, page_content=hit.measure.text, metadata=metadata)
