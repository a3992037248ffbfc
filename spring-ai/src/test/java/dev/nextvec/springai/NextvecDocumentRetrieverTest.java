package dev.nextvec.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.retrieval.Handbook;
import dev.nextvec.retrieval.Hit;
import dev.nextvec.retrieval.Retriever;
import dev.nextvec.retrieval.Search;
import dev.nextvec.retrieval.Strategy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.document.Document;
import org.springframework.ai.rag.Query;

class NextvecDocumentRetrieverTest {
  @TempDir static Path folder = Path.of("");
  private static Path index = Path.of("");

  @BeforeAll
  static void makeIndex() throws IOException {
    index = Handbook.index(folder, true);
  }

  private static Retriever open(String strategy) throws IOException {
    return Handbook.open(index).withStrategy(Strategy.parse(strategy));
  }

  private static Query query(String text, Message... history) {
    return Query.builder().text(text).history(List.of(history)).build();
  }

  private static List<String> texts(List<Document> documents) {
    return documents.stream().map(Document::getText).map(Objects::requireNonNull).toList();
  }

  /** The same found without Spring AI. */
  private static List<String> next(Retriever retriever, String... chunks) throws IOException {
    return retriever.next(List.of(chunks), 4).stream().map(Hit::text).toList();
  }

  @Test
  void whatIsFoundFollowsTheConversationAndNotTheQueryAlone() throws IOException {
    try (Retriever retriever = open("average")) {
      NextvecDocumentRetriever documents = NextvecDocumentRetriever.of(retriever, 1);
      String then = "And what comes then?";
      assertThat(
              texts(
                  documents.retrieve(query(then, new UserMessage("There is lime in the boiler.")))))
          .containsExactly("Lime settles in the boiler after some months.");
      assertThat(
              texts(
                  documents.retrieve(
                      query(then, new UserMessage("Is it the rubber seal of the tank?")))))
          .containsExactly("Replace the seal of the tank with a new rubber ring.");
    }
  }

  @Test
  void whatUsersAndTheAssistantSaidCountsAndNothingElse() throws IOException {
    try (Retriever retriever = open("average+0.5*bm25")) {
      List<Document> found =
          NextvecDocumentRetriever.of(retriever, 4)
              .retrieve(
                  query(
                      "Which seal?",
                      new SystemMessage("You know all about brewing coffee."),
                      new UserMessage("My tank drips."),
                      ToolResponseMessage.builder()
                          .responses(List.of(new ToolResponse("1", "brew", "Pour the coffee.")))
                          .build(),
                      new AssistantMessage("Replace the seal."),
                      new UserMessage("Which seal?")));
      assertThat(texts(found))
          .isEqualTo(next(retriever, "My tank drips.", "Replace the seal.", "Which seal?"));
    }
  }

  @Test
  void aQueryWithoutHistoryIsAConversationOfOneMessageAndALongOneIsCut() throws IOException {
    try (Retriever retriever = open("average")) {
      NextvecDocumentRetriever documents = NextvecDocumentRetriever.of(retriever, 4);
      assertThat(texts(documents.retrieve(new Query("A rubber ring for the tank"))))
          .isEqualTo(next(retriever, "A rubber ring for the tank"));
      assertThat(
              texts(
                  documents
                      .withLongestChunk(30)
                      .retrieve(new Query("My tank drips again. The seal is worn out."))))
          .isEqualTo(next(retriever, "My tank drips again.", "The seal is worn out."));
    }
  }

  @Test
  void documentsSayWhereTheyAreFromAndHowNear() throws IOException {
    try (Retriever retriever = open("persistence")) {
      Document first =
          NextvecDocumentRetriever.of(retriever, 1)
              .retrieve(new Query("Mix vinegar and water"))
              .getFirst();
      assertThat(first.getId()).isEqualTo("descaling#1");
      assertThat(first.getMetadata())
          .containsOnlyKeys("document", "position", "title", "score", "cosine")
          .containsEntry("document", "descaling")
          .containsEntry("position", 1L)
          .containsEntry("title", "About descaling")
          .containsEntry("score", first.getScore());
      assertThat((double) Objects.requireNonNull(first.getMetadata().get("cosine")))
          .isCloseTo(first.getScore(), within(1e-6))
          .isGreaterThan(0.5);
    }
  }

  @Test
  void whatIsWantedMayDependOnTheQuery() throws IOException {
    try (Retriever retriever = open("persistence")) {
      NextvecDocumentRetriever documents =
          NextvecDocumentRetriever.of(retriever, 1)
              .withSearch(
                  query ->
                      new Search(
                          2,
                          false,
                          Search.Scope.ANY,
                          Map.of("document", String.valueOf(query.context().get("page"))),
                          OptionalDouble.empty()));
      Query asked = Query.builder().text("vinegar").context(Map.of("page", "leaks")).build();
      assertThat(documents.retrieve(asked))
          .hasSize(2)
          .allMatch(document -> "leaks".equals(document.getMetadata().get("document")));
    }
  }

  @Test
  void anIndexWithoutTextsIsRefused() throws IOException {
    try (Retriever wordless = Handbook.open(Handbook.index(folder.resolve("bare"), false))) {
      assertThatThrownBy(
              () -> NextvecDocumentRetriever.of(wordless, 1).retrieve(new Query("vinegar")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("made of a dataset without texts");
    }
  }
}
