package dev.nextvec.langchain4j;

import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.nextvec.internal.retrieval.Conversation;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import java.util.List;
import java.util.function.Function;

/**
 * Finds the chunks that should come next in a conversation: after the messages in the chat memory
 * and the query, without asking a language model to rewrite it. Any number of threads may share it.
 *
 * <p>What users and the assistant said counts, not system messages, calls of tools and their
 * results. Each message is a chunk, a longer one several, and the last few are the context: as many
 * as the index or its model takes. A query without metadata is a conversation of one message.
 *
 * <p>A content's score is its {@link Hit#score}; its segment's metadata has {@code document},
 * {@code position}, {@code title}, {@code score} and, where the query had vectors, {@code cosine}.
 */
public final class NextvecContentRetriever implements ContentRetriever {
  private final Retriever retriever;
  private final Function<Query, Search> wanted;
  private final Conversation conversation;

  private NextvecContentRetriever(
      Retriever retriever, Function<Query, Search> wanted, Conversation conversation) {
    this.retriever = retriever;
    this.wanted = wanted;
    this.conversation = conversation;
  }

  /**
   * Finds at most {@code count} contents for each query.
   *
   * @param retriever with an encoder, unless its strategy needs words alone; it stays the caller's
   *     to close
   */
  public static NextvecContentRetriever of(Retriever retriever, int count) {
    Search always = Search.of(count);
    return new NextvecContentRetriever(
        retriever, query -> always, new Conversation(Conversation.LONGEST));
  }

  /** The same, wanting of each query what is made of it: filters by its user, for example. */
  public NextvecContentRetriever withSearch(Function<Query, Search> made) {
    return new NextvecContentRetriever(retriever, made, conversation);
  }

  /**
   * The same with other chunks of a conversation: for a corpus that was not cut to about 400
   * characters, as Nextvec does unless told otherwise.
   *
   * @param characters most that a chunk has; a longer message is cut between sentences
   * @throws IllegalArgumentException if that is below 20
   */
  public NextvecContentRetriever withLongestChunk(int characters) {
    return new NextvecContentRetriever(retriever, wanted, new Conversation(characters));
  }

  /**
   * Finds contents.
   *
   * @return best first
   * @throws IllegalArgumentException if nothing is such as the search wants it
   * @throws IllegalStateException if the retriever has no encoder and needs one, or its index was
   *     made without texts
   */
  @Override
  public List<Content> retrieve(Query query) {
    return Contents.of(
        conversation.next(retriever, Messages.before(query), query.text(), wanted.apply(query)));
  }
}
