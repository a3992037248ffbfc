package dev.nextvec.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.nextvec.internal.retrieval.Conversation;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import java.util.List;
import java.util.Map;

/** Hits in an index, by whatever strategy its retriever has. */
record IndexSource(Retriever retriever) implements Source {
  @Override
  public List<Content> next(
      Conversation conversation, List<String> before, String newest, Search wanted) {
    return conversation.next(retriever, before, newest, wanted).stream()
        .map(IndexSource::content)
        .toList();
  }

  private static Content content(Hit hit) {
    return Content.from(
        TextSegment.from(hit.text(), Metadata.from(Conversation.facts(hit))),
        Map.of(
            ContentMetadata.SCORE,
            hit.score(),
            ContentMetadata.EMBEDDING_ID,
            Conversation.id(hit)));
  }
}
