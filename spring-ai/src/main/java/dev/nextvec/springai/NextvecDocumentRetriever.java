package dev.nextvec.springai;

import dev.nextvec.internal.retrieval.Conversation;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.document.Document;
import org.springframework.ai.rag.Query;
import org.springframework.ai.rag.retrieval.search.DocumentRetriever;

/**
 * Finds the chunks that should come next in a conversation: after the query's history and its text,
 * without asking a language model to rewrite it. Any number of threads may share it.
 *
 * <p>What users and the assistant said counts, not system messages, calls of tools and their
 * results. Each message is a chunk, a longer one several, and the last few are the context: as many
 * as the index or its model takes. Where the history ends with the query itself, it counts once.
 *
 * <p>A document's score is its {@link Hit#score}; its metadata has {@code document}, {@code
 * position}, {@code title}, {@code score} and, where the query had vectors, {@code cosine}.
 */
public final class NextvecDocumentRetriever implements DocumentRetriever {
  private final Retriever retriever;
  private final Function<Query, Search> wanted;
  private final Conversation conversation;

  private NextvecDocumentRetriever(
      Retriever retriever, Function<Query, Search> wanted, Conversation conversation) {
    this.retriever = retriever;
    this.wanted = wanted;
    this.conversation = conversation;
  }

  /**
   * Finds at most {@code count} documents for each query.
   *
   * @param retriever with an encoder, unless its strategy needs words alone; it stays the caller's
   *     to close
   */
  public static NextvecDocumentRetriever of(Retriever retriever, int count) {
    Search always = Search.of(count);
    return new NextvecDocumentRetriever(
        retriever, query -> always, new Conversation(Conversation.LONGEST));
  }

  /** The same, wanting of each query what is made of it: filters by its context, for example. */
  public NextvecDocumentRetriever withSearch(Function<Query, Search> made) {
    return new NextvecDocumentRetriever(retriever, made, conversation);
  }

  /**
   * The same with other chunks of a conversation: for a corpus that was not cut to about 400
   * characters, as Nextvec does unless told otherwise.
   *
   * @param characters most that a chunk has; a longer message is cut between sentences
   * @throws IllegalArgumentException if that is below 20
   */
  public NextvecDocumentRetriever withLongestChunk(int characters) {
    return new NextvecDocumentRetriever(retriever, wanted, new Conversation(characters));
  }

  /**
   * Finds documents.
   *
   * @return best first
   * @throws IllegalArgumentException if nothing is such as the search wants it
   * @throws IllegalStateException if the retriever has no encoder and needs one, or its index was
   *     made without texts
   */
  @Override
  public List<Document> retrieve(Query query) {
    List<String> before = query.history().stream().map(NextvecDocumentRetriever::said).toList();
    return conversation.next(retriever, before, query.text(), wanted.apply(query)).stream()
        .map(NextvecDocumentRetriever::document)
        .toList();
  }

  /** What a user or the assistant said in words; empty for other messages. */
  private static String said(Message message) {
    MessageType type = message.getMessageType();
    return type == MessageType.USER || type == MessageType.ASSISTANT
        ? Objects.requireNonNullElse(message.getText(), "")
        : "";
  }

  private static Document document(Hit hit) {
    return Document.builder()
        .id(Conversation.id(hit))
        .text(hit.text())
        .metadata(Conversation.facts(hit))
        .score(hit.score())
        .build();
  }
}
