package dev.nextvec.langchain4j;

import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.nextvec.internal.retrieval.Conversation;
import dev.nextvec.model.Model;
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
  private final Source source;
  private final Function<Query, Search> wanted;
  private final Conversation conversation;

  private NextvecContentRetriever(
      Source source, Function<Query, Search> wanted, Conversation conversation) {
    this.source = source;
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
    return of(new IndexSource(retriever), count);
  }

  /**
   * Finds at most {@code count} contents for each query in any store of embeddings: those near the
   * embedding that a model predicts. A shared store serves that someone else fills. Contents have
   * their own metadata; their scores are the store's.
   *
   * @param encoder made the embeddings of the store and those that the model learned from
   * @param model it stays the caller's to close
   * @throws IllegalArgumentException if the model learned from embeddings of another encoder, or
   *     has a map of candidates, for which an index is needed
   */
  public static NextvecContentRetriever over(
      EmbeddingStore<TextSegment> store, EmbeddingModel encoder, Model model, int count) {
    return of(new StoreSource(store, encoder, model), count);
  }

  private static NextvecContentRetriever of(Source source, int count) {
    Search always = Search.of(count);
    return new NextvecContentRetriever(
        source, query -> always, new Conversation(Conversation.LONGEST));
  }

  /**
   * The same, wanting of each query what is made of it: filters by its user, for example. A store
   * of embeddings knows no scope and no diversity.
   */
  public NextvecContentRetriever withSearch(Function<Query, Search> made) {
    return new NextvecContentRetriever(source, made, conversation);
  }

  /**
   * The same with other chunks of a conversation: for a corpus that was not cut to about 400
   * characters, as Nextvec does unless told otherwise.
   *
   * @param characters most that a chunk has; a longer message is cut between sentences
   * @throws IllegalArgumentException if that is below 20
   */
  public NextvecContentRetriever withLongestChunk(int characters) {
    return new NextvecContentRetriever(source, wanted, new Conversation(characters));
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
    return source.next(conversation, Messages.before(query), query.text(), wanted.apply(query));
  }
}
