package dev.nextvec.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.nextvec.internal.retrieval.Conversation;
import dev.nextvec.retrieval.Hit;
import java.util.List;
import java.util.Map;

/** Hits as contents. */
final class Contents {
  private Contents() {}

  static List<Content> of(List<Hit> hits) {
    return hits.stream().map(Contents::of).toList();
  }

  private static Content of(Hit hit) {
    Metadata metadata =
        new Metadata()
            .put("document", hit.document())
            .put("position", hit.position())
            .put("title", hit.title())
            .put("score", hit.score());
    hit.cosine().ifPresent(cosine -> metadata.put("cosine", cosine));
    return Content.from(
        TextSegment.from(hit.text(), metadata),
        Map.of(
            ContentMetadata.SCORE,
            hit.score(),
            ContentMetadata.EMBEDDING_ID,
            Conversation.id(hit)));
  }
}
