package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nextvec.data.DatasetOptions;
import dev.nextvec.data.DatasetWriter;
import dev.nextvec.text.Chunker;
import dev.nextvec.text.DefaultEncoder;
import dev.nextvec.text.Encoder;
import dev.nextvec.text.SourceDocument;
import dev.nextvec.vector.VectorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Pages of which every third is there once more, edited and encoded anew with the default encoder:
 * what a corpus of many versions holds. However it was edited, the commands say so and end with 1.
 */
@Tag("slow")
class EditedCopiesTest {
  private static final int PAGES = 12;
  private static final int SENTENCES = 40;
  private static final int CHARS = 400;

  /** Whatever says that documents are copies. */
  private static final List<String> COPIES =
      List.of(
          "equal-across-split",
          "near-across-split",
          "copied-documents",
          "copied-words",
          "copied-passages",
          "copied-chunks");

  @TempDir static Path folder;
  private static Encoder encoder;
  private static List<Page> pages = List.of();

  /** Chunks of a page and their vectors. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Page(String id, List<String> chunks, float[][] vectors) {
    static Page of(String id, List<String> chunks) throws IOException {
      return new Page(id, chunks, encoder.encode(chunks));
    }
  }

  /** How a page was changed. */
  enum Edit {
    ONE_WORD_DROPPED,
    THREE_WORDS_DROPPED,
    WORDS_APPENDED,
    WORDS_REPLACED,
    REWRITTEN,
    SHORTER_CHUNKS,
    LONGER_CHUNKS,
    BEGINNING_LEFT_OUT;

    /** The doctor takes longest and is asked of some. */
    private static final Set<Edit> EXAMINED = Set.of(ONE_WORD_DROPPED, REWRITTEN, LONGER_CHUNKS);

    List<String> of(List<String> chunks, Random random) {
      return switch (this) {
        case ONE_WORD_DROPPED -> each(chunks, chunk -> dropped(chunk, 1, random));
        case THREE_WORDS_DROPPED -> each(chunks, chunk -> dropped(chunk, 3, random));
        case WORDS_APPENDED -> each(chunks, chunk -> chunk + " [edit]");
        case WORDS_REPLACED -> each(chunks, chunk -> replaced(chunk, random));
        case REWRITTEN -> cut(replaced(withoutSentences(text(chunks), random), random), CHARS);
        case SHORTER_CHUNKS -> cut(text(chunks), 300);
        case LONGER_CHUNKS -> cut(text(chunks), 550);
        case BEGINNING_LEFT_OUT -> cut(text(chunks).substring(150), CHARS);
      };
    }

    private static List<String> each(List<String> chunks, UnaryOperator<String> change) {
      return chunks.stream().map(change).toList();
    }

    private static String text(List<String> chunks) {
      return String.join(" ", chunks);
    }

    private static String dropped(String chunk, int count, Random random) {
      List<String> words = new ArrayList<>(List.of(chunk.split(" ", -1)));
      for (int i = 0; i < count; i++) {
        words.remove(random.nextInt(words.size()));
      }
      return String.join(" ", words);
    }

    /** One word in twelve becomes another word of the same text. */
    private static String replaced(String text, Random random) {
      String[] words = text.split(" ", -1);
      String[] changed = words.clone();
      Arrays.setAll(
          changed, i -> random.nextInt(12) == 0 ? words[random.nextInt(words.length)] : words[i]);
      return String.join(" ", changed);
    }

    /** One sentence in six is left out. */
    private static String withoutSentences(String text, Random random) {
      List<String> sentences = new ArrayList<>(List.of(text.split("(?<=\\.) ", -1)));
      sentences.removeIf(any -> random.nextInt(6) == 0);
      return String.join(" ", sentences);
    }
  }

  private static List<String> cut(String text, int chars) {
    return new Chunker(chars, Locale.ENGLISH).chunks(new SourceDocument("page", "", List.of(text)));
  }

  @BeforeAll
  static void encodeThePages() throws IOException {
    encoder = DefaultEncoder.open(1);
    List<Page> made = new ArrayList<>();
    for (int i = 0; i < PAGES; i++) {
      made.add(Page.of("page-" + i, cut(String.join(" ", MadePages.page(i, SENTENCES)), CHARS)));
    }
    pages = made;
  }

  @AfterAll
  static void closeTheEncoder() {
    encoder.close();
  }

  private static List<Page> withCopies(Edit edit) throws IOException {
    Random random = new Random(7);
    List<Page> all = new ArrayList<>(pages);
    for (int i = 0; i < PAGES; i += 3) {
      Page page = pages.get(i);
      all.add(Page.of("copy-of-" + page.id(), edit.of(page.chunks(), random)));
    }
    return all;
  }

  private static Path write(String name, List<Page> all, boolean texts) throws IOException {
    Path path = folder.resolve(name);
    DatasetOptions options = DatasetOptions.of(encoder.dimension(), VectorType.FLOAT32);
    try (DatasetWriter writer = DatasetWriter.create(path, options)) {
      for (Page page : all) {
        writer.append(page.id(), "", page.id(), texts ? page.chunks() : List.of(), page.vectors());
      }
      writer.finish();
    }
    return path;
  }

  /** The errors among those that tell of copies, by name. */
  private static Set<String> errors(Path data, int exit) throws IOException {
    Invoked doctor =
        Invoked.call(
            "data", "doctor", data, "--json", "--validation-share=0.3", "--test-share=0.3");
    assertThat(doctor.exit()).as("%s: %s", data, doctor.out()).isEqualTo(exit);
    Set<String> found = new TreeSet<>();
    for (JsonNode finding : new ObjectMapper().readTree(doctor.out()).get("findings")) {
      if (finding.get("level").asText().equals("error")) {
        found.add(finding.get("code").asText());
      }
    }
    return found;
  }

  @Test
  void nothingIsFoundInThePagesThemselves() throws IOException {
    assertThat(errors(write("clean", pages, true), 0)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whateverShowsATestRefusesEditedCopies(Edit edit) throws IOException {
    List<Page> all = withCopies(edit);
    Path run = trained(write(edit + "-trained", all, false), edit); // told by vectors alone
    List<String> commands =
        edit == Edit.ONE_WORD_DROPPED
            ? List.of("evaluate", "compare", "recommend")
            : List.of("evaluate");
    for (String command : commands) {
      Invoked refused = Invoked.call(command, run, "--speed-seconds=0");
      assertThat(refused.exit()).as(command).isEqualTo(1);
      assertThat(refused.err()).as(command).contains("leak: ");
      assertThat(refused.out()).as(command).isEmpty();
    }
    if (Edit.EXAMINED.contains(edit)) {
      assertThat(errors(write(edit + "-texts", all, true), 1))
          .contains("copied-documents")
          .isSubsetOf(COPIES);
    }
  }

  /** What is not new is said before a training, whose end is as usual. */
  private static Path trained(Path data, Edit edit) {
    Path run = folder.resolve(edit + "-run");
    Invoked train =
        Invoked.done(
            "train",
            data,
            "--model-type=amn",
            "--hidden=8",
            "--epochs=1",
            "--out=" + run,
            "--threads=1",
            "--no-test",
            "--validation-share=0.3",
            "--test-share=0.3");
    assertThat(train.err()).contains("the test is not new to what is trained here");
    return run;
  }
}
