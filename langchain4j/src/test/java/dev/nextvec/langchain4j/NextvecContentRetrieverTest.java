package dev.nextvec.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.query.Metadata;
import dev.langchain4j.rag.query.Query;
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

class NextvecContentRetrieverTest {
  @TempDir static Path folder = Path.of("");
  private static Path index = Path.of("");

  @BeforeAll
  static void makeIndex() throws IOException {
    index = Handbook.index(folder, true);
  }

  private static Retriever open(String strategy) throws IOException {
    return Handbook.open(index).withStrategy(Strategy.parse(strategy));
  }

  private static Query query(String text, ChatMessage... memory) {
    return Query.from(text, Metadata.from(UserMessage.from(text), "me", List.of(memory)));
  }

  private static List<String> texts(List<Content> contents) {
    return contents.stream().map(content -> content.textSegment().text()).toList();
  }

  /** The same found without LangChain4j. */
  private static List<String> next(Retriever retriever, String... chunks) throws IOException {
    return retriever.next(List.of(chunks), 4).stream().map(Hit::text).toList();
  }

  @Test
  void whatIsFoundFollowsTheConversationAndNotTheQueryAlone() throws IOException {
    try (Retriever retriever = open("average")) {
      NextvecContentRetriever contents = NextvecContentRetriever.of(retriever, 1);
      String then = "And what comes then?";
      assertThat(
              texts(
                  contents.retrieve(query(then, UserMessage.from("There is lime in the boiler.")))))
          .containsExactly("Lime settles in the boiler after some months.");
      assertThat(
              texts(
                  contents.retrieve(
                      query(then, UserMessage.from("Is it the rubber seal of the tank?")))))
          .containsExactly("Replace the seal of the tank with a new rubber ring.");
    }
  }

  @Test
  void whatUsersAndTheAssistantSaidCountsAndNothingElse() throws IOException {
    try (Retriever retriever = open("average+0.5*bm25")) {
      NextvecContentRetriever contents = NextvecContentRetriever.of(retriever, 4);
      List<Content> found =
          contents.retrieve(
              query(
                  "Which seal?",
                  SystemMessage.from("You know all about brewing coffee."),
                  UserMessage.from(
                      TextContent.from("My tank drips."),
                      ImageContent.from("http://localhost/vinegar.png"),
                      TextContent.from("What now?")),
                  AiMessage.from(ToolExecutionRequest.builder().name("brew").build()),
                  ToolExecutionResultMessage.from("1", "brew", "Pour the coffee."),
                  AiMessage.from("Replace the seal."),
                  UserMessage.from("Which seal?")));
      assertThat(texts(found))
          .isEqualTo(
              next(retriever, "My tank drips.\nWhat now?", "Replace the seal.", "Which seal?"));
    }
  }

  @Test
  void aQueryWithoutMetadataIsAConversationOfOneMessage() throws IOException {
    try (Retriever retriever = open("average")) {
      assertThat(
              texts(
                  NextvecContentRetriever.of(retriever, 4)
                      .retrieve(Query.from("A rubber ring for the tank"))))
          .isEqualTo(next(retriever, "A rubber ring for the tank"))
          .first()
          .isEqualTo("Replace the seal of the tank with a new rubber ring.");
    }
  }

  @Test
  void aLongMessageIsCutToChunksAndTheLastFewCount() throws IOException {
    try (Retriever retriever = open("average")) {
      NextvecContentRetriever contents =
          NextvecContentRetriever.of(retriever, 4).withLongestChunk(30);
      assertThat(
              texts(
                  contents.retrieve(
                      query(
                          "Then?",
                          AiMessage.from("Lime settles. ".repeat(50) + "My tank drips again.")))))
          .isEqualTo(
              next(
                  retriever,
                  "Lime settles. Lime settles.",
                  "Lime settles. Lime settles.",
                  "Lime settles.",
                  "My tank drips again.",
                  "Then?"));
      assertThatThrownBy(() -> contents.withLongestChunk(3)).hasMessageContaining("at least 20");
    }
  }

  @Test
  void contentsSayWhereTheyAreFromAndHowNear() throws IOException {
    try (Retriever retriever = open("persistence")) {
      Content first =
          NextvecContentRetriever.of(retriever, 1)
              .retrieve(Query.from("Mix vinegar and water"))
              .getFirst();
      assertThat(first.textSegment().metadata().toMap())
          .containsOnlyKeys("document", "position", "title", "score", "cosine")
          .containsEntry("document", "descaling")
          .containsEntry("position", 1L)
          .containsEntry("title", "About descaling");
      double score = (double) Objects.requireNonNull(first.metadata().get(ContentMetadata.SCORE));
      assertThat(first.textSegment().metadata().getDouble("cosine"))
          .isCloseTo(score, within(1e-6))
          .isGreaterThan(0.5);
      assertThat(first.metadata()).containsEntry(ContentMetadata.EMBEDDING_ID, "descaling#1");
    }
  }

  @Test
  void whatIsWantedMayDependOnTheQuery() throws IOException {
    try (Retriever retriever = open("persistence")) {
      List<Content> found =
          NextvecContentRetriever.of(retriever, 1)
              .withSearch(
                  query ->
                      new Search(
                          2,
                          false,
                          Search.Scope.ANY,
                          Map.of("document", String.valueOf(query.metadata().chatMemoryId())),
                          OptionalDouble.empty()))
              .retrieve(
                  Query.from(
                      "vinegar", Metadata.from(UserMessage.from("vinegar"), "leaks", List.of())));
      assertThat(found)
          .hasSize(2)
          .allMatch(c -> "leaks".equals(c.textSegment().metadata().getString("document")));
    }
  }

  @Test
  void anIndexWithoutTextsAndARetrieverWithoutEncoderAreRefused() throws IOException {
    try (Retriever wordless = Handbook.open(Handbook.index(folder.resolve("bare"), false));
        Retriever deaf = Retriever.open(index)) {
      assertThatThrownBy(
              () -> NextvecContentRetriever.of(wordless, 1).retrieve(Query.from("vinegar")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("made of a dataset without texts");
      assertThatThrownBy(() -> NextvecContentRetriever.of(deaf, 1).retrieve(Query.from("vinegar")))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("give the retriever an encoder");
    }
  }
}
