package dev.nextvec.langchain4j;

import dev.langchain4j.rag.content.Content;
import dev.nextvec.internal.retrieval.Conversation;
import dev.nextvec.retrieval.Search;
import java.util.List;

/** Where contents come from: an index of Nextvec, or any store of embeddings. */
sealed interface Source permits IndexSource, StoreSource {

  /**
   * Finds what comes next.
   *
   * @param before what was said before, oldest first
   * @param newest what was said last
   * @return best first
   */
  List<Content> next(Conversation conversation, List<String> before, String newest, Search wanted);
}
