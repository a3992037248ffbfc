package dev.nextvec.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.Dataset;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.internal.retrieval.IndexSettings;
import dev.nextvec.internal.retrieval.IndexSettings.SearchType;
import dev.nextvec.internal.retrieval.IndexWriting;
import dev.nextvec.progress.Monitor;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import dev.nextvec.vector.RowChecks;
import dev.nextvec.vector.VectorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs that chat find what the conversation is about. */
@Tag("slow")
class ChatExamplesTest {
  private static final List<List<String>> PAGES =
      List.of(
          List.of(
              "Fill the tank with cold water and close the lid.",
              "Put a paper filter into the basket and add ground coffee.",
              "Press the brew button and wait until the lamp goes out.",
              "Pour the coffee into a warm cup."),
          List.of(
              "Lime settles in the boiler of an espresso machine after some months.",
              "To descale the boiler, let a mixture of vinegar and water run through it twice.",
              "Rinse the boiler with fresh water until the smell of vinegar is gone."),
          List.of(
              "Bicycles are parked in the yard behind the house.",
              "The key of the yard hangs beside the door of the office.",
              "Whoever comes home last locks the yard."));

  @TempDir static Path folder = Path.of("");
  private static Path index = Path.of("");

  /** A program of these examples. */
  private interface Program {
    void run(String[] arguments) throws Exception;
  }

  @BeforeAll
  static void makeIndex() throws IOException {
    Path data = folder.resolve("handbook.nv");
    try (Encoder encoder = DefaultEncoder.open(2)) {
      DatasetOptions options =
          DatasetOptions.of(encoder.dimension(), VectorType.FLOAT32)
              .withEncoder(Optional.of(encoder.fingerprint()));
      try (DatasetWriter writer = DatasetWriter.create(data, options)) {
        for (int i = 0; i < PAGES.size(); i++) {
          float[] rows = RowChecks.flatten(encoder.encode(PAGES.get(i)));
          writer.append("page" + i, "", "page" + i, PAGES.get(i), rows);
        }
        writer.finish();
      }
    }
    index = folder.resolve("handbook.index");
    try (Dataset dataset = Dataset.open(data)) {
      new IndexWriting(IndexSettings.of(SearchType.EXACT), 5, Optional.empty(), Monitor.none())
          .write(dataset, index, false);
    }
  }

  /** What is printed from the second question on. */
  private static String printed(Program program, String... questions) throws Exception {
    String[] arguments = new String[questions.length + 1];
    arguments[0] = index.toString();
    System.arraycopy(questions, 0, arguments, 1, questions.length);
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      program.run(arguments);
    } finally {
      System.setOut(before);
    }
    String all = out.toString(StandardCharsets.UTF_8);
    return all.substring(all.indexOf("> And"));
  }

  private static void assertFollows(Program program) throws Exception {
    String then = "And what must I do after that?";
    assertThat(printed(program, "How do I descale the boiler with vinegar?", then))
        .contains("Rinse the boiler with fresh water")
        .doesNotContain("yard");
    assertThat(printed(program, "Who locks the yard with the bicycles?", then))
        .contains("yard")
        .doesNotContain("boiler");
  }

  @Test
  void theAssistantOfLangChain4jReadsWhatTheConversationIsAbout() throws Exception {
    assertFollows(ChatWithLangChain4j::main);
  }

  @Test
  void theClientOfSpringAiReadsWhatTheConversationIsAbout() throws Exception {
    assertFollows(ChatWithSpringAi::main);
  }
}
