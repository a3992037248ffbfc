package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
  private static List<String> chunks(int size, String... blocks) {
    return new Chunker(size, Locale.ENGLISH).chunks(new SourceDocument("d", "", List.of(blocks)));
  }

  @Test
  void doesNotTakeAbbreviationsForTheEndOfASentence() {
    assertThat(
            chunks(
                20,
                "Dr. Smith of the U.S. Army saw it, e.g. in Fig. 3 of the paper. It was 3.5 m"
                    + " long."))
        .hasSizeGreaterThan(1)
        .last()
        .isEqualTo("It was 3.5 m long.");
    assertThat(chunks(60, "Mr. Jones came late. He met Prof. Lee at 5 p.m. on Monday."))
        .containsExactly("Mr. Jones came late. He met Prof. Lee at 5 p.m. on Monday.");
  }

  /** What stands before is long enough for a chunk of its own, so that a break would show. */
  @Test
  void doesNotTakeATitleForTheEndOfASentence() {
    for (String title : List.of("Dr.", "Mr.", "Mrs.", "Prof.", "Gen.", "Sen.", "Gov.")) {
      String sentence = "All who sat in the great hall looked up as " + title + " Jones came in.";
      assertThat(chunks(44, sentence + " It was late by then.")).first().isEqualTo(sentence);
    }
  }

  @Test
  void packsWholeSentencesOfSeveralParagraphsToAboutTheTarget() {
    String sentence = "This sentence has exactly forty letters.";
    assertThat(chunks(100, sentence + " " + sentence, sentence, sentence, sentence))
        .containsExactly(sentence + " " + sentence, sentence + " " + sentence, sentence);
  }

  @Test
  void joinsTheLastFewWordsOfADocumentToTheChunkBefore() {
    String sentence = "This sentence has exactly forty letters.";
    assertThat(chunks(80, sentence + " " + sentence, "The end."))
        .containsExactly(sentence + " " + sentence + " The end.");
  }

  @Test
  void addsASentenceOnlyIfThatBringsTheLengthNearerToTheTarget() {
    String eighty = "a".repeat(79) + ".";
    String thirty = "B" + "b".repeat(28) + ".";
    String fifty = "C" + "c".repeat(68) + ".";
    assertThat(chunks(100, eighty + " " + thirty)).hasSize(1);
    assertThat(chunks(100, eighty + " " + fifty)).hasSize(2);
  }

  @Test
  void cutsAnOverlongSentenceBetweenWords() {
    String sentence = "word ".repeat(100).strip() + ".";
    List<String> chunks = chunks(60, sentence);
    assertThat(chunks).allMatch(c -> c.length() <= 90).allMatch(c -> c.matches("(word ?)+\\.?"));
    assertThat(String.join(" ", chunks)).isEqualTo(sentence);
  }

  @Test
  void cutsTextsWithoutSpacesWhereALineMayBreak() {
    String chinese = "机器学习是人工智能的一个分支".repeat(20) + "。";
    List<String> chunks = chunks(60, chinese);
    assertThat(chunks).hasSizeGreaterThan(3).allMatch(c -> c.length() <= 90);
    assertThat(String.join("", chunks)).isEqualTo(chinese);
    String blob = "x".repeat(1000);
    assertThat(String.join("", chunks(60, blob))).isEqualTo(blob);
  }

  @Test
  void keepsReadyMadeChunksAsTheyAre() {
    List<String> ready = List.of("One. Two.  Three.", "x");
    assertThat(new Chunker().chunks(new SourceDocument("d", "", ready, true))).isEqualTo(ready);
  }

  @Test
  void keepsEveryWordInOrderWhateverTheText() {
    Random random = new Random(7);
    String[] ends = {".", "?", "!", "", ",", "...", ".\"", ":"};
    for (int round = 0; round < 200; round++) {
      List<String> words = new ArrayList<>();
      List<String> blocks = new ArrayList<>();
      for (int b = 0; b < 1 + random.nextInt(8); b++) {
        StringBuilder block = new StringBuilder();
        for (int w = 0; w < 1 + random.nextInt(120); w++) {
          String word =
              Integer.toString(random.nextInt(1 << (1 + random.nextInt(30))), 36)
                  + (random.nextInt(6) == 0 ? ends[random.nextInt(ends.length)] : "");
          word = random.nextBoolean() ? word : word.toUpperCase(Locale.ROOT);
          words.add(word);
          block.append(word).append(random.nextInt(10) == 0 ? " \n " : " ");
        }
        blocks.add(block.toString());
      }
      int target = 20 + random.nextInt(400);
      List<String> chunks = chunks(target, blocks.toArray(String[]::new));
      assertThat(String.join(" ", chunks)).isEqualTo(String.join(" ", words));
      assertThat(chunks).allMatch(c -> c.length() <= target + target / 2);
    }
  }

  @Test
  void refusesATargetTooSmallForAWord() {
    assertThatThrownBy(() -> new Chunker(5, Locale.ENGLISH))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("`chunk-chars` must be at least 20 but was 5");
  }

  @Test
  void neverPartsAHeadingFromTheSentenceAfterIt() {
    String before = "This sentence has exactly forty letters.";
    assertThat(
            chunks(
                40, before, "Why?\nIt has to be so. That is all there is to say on it, and more."))
        .containsExactly(
            before, "Why? It has to be so.", "That is all there is to say on it, and more.");
    String longText = "word ".repeat(60).strip() + ".";
    assertThat(chunks(60, before, "Heading:\n" + longText).get(1)).startsWith("Heading: word");
  }

  @Test
  void saysTheLeadAgainWhereAListIsCut() {
    assertThat(
            chunks(
                40,
                "It is fast. It does not:\n\tstore any passwords at all;\n\tfetch files from other"
                    + " machines;\n\tsend mail to anybody."))
        .containsExactly(
            "It is fast. It does not: store any passwords at all;",
            "It does not: fetch files from other machines;",
            "It does not: send mail to anybody.");
  }

  @Test
  void doesNotCutAnItemThatFits() {
    String row = "\tName: axle. Size: 3 m. Weight: 90 kg.";
    assertThat(chunks(40, row, row, row)).containsExactly(row.strip(), row.strip(), row.strip());
  }

  @Test
  void doesNotCutWithinACharacterAsReadersSeeIt() {
    String family = "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67"; // one picture
    List<String> chunks = chunks(30, family.repeat(40));
    assertThat(String.join("", chunks)).isEqualTo(family.repeat(40));
    assertThat(chunks).hasSizeGreaterThan(5).allMatch(c -> c.length() % family.length() == 0);
  }

  /** Doubling the text doubles the work: were it squared, the longer would take four times. */
  @ParameterizedTest
  @ValueSource(
      strings = {"a", "river boat ", "ก", "กังหันน้ำเก่าตั้งอยู่", "水", "a\u0301", "e.g. "})
  void takesTimeInProportionToATextWithoutAnEndOfSentence(String part) {
    String text = part.repeat(1_000_000 / part.length());
    cpuSeconds(text.substring(0, text.length() / 8)); // compiles
    double half = cpuSeconds(text.substring(0, text.length() / 2));
    assertThat(cpuSeconds(text)).isLessThan(Math.max(3, 3 * half));
  }

  private static double cpuSeconds(String text) {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    long start = clock.getCurrentThreadCpuTime();
    List<String> chunks = chunks(400, text);
    assertThat(chunks.stream().mapToInt(c -> c.replace(" ", "").length()).sum())
        .isEqualTo(text.replace(" ", "").length());
    return (clock.getCurrentThreadCpuTime() - start) / 1e9;
  }

  @ParameterizedTest
  @ValueSource(strings = {"klingon", "english", "en_US", "", "xx"})
  void refusesALanguageThatThereIsNot(String tag) {
    assertThatThrownBy(() -> Chunker.language(tag))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no language has the tag `" + tag + "`: use one such as en, de, pt-BR or ja");
  }

  @Test
  void knowsLanguagesByTheirTags() {
    for (String tag : List.of("en", "de", "pt-BR", "ja", "zh-Hant", "ur", "fil")) {
      assertThat(Chunker.language(tag)).isEqualTo(Locale.forLanguageTag(tag));
    }
  }
}
