package dev.nextvec.internal.twins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Documents are found by their words, wherever they were cut. */
class SharedWordsTest {
  private final Random random = new Random(5);
  private final List<String> rows = new ArrayList<>();

  private List<String> words(int count) {
    return random
        .ints(count, 0, 5000)
        .mapToObj(i -> "w" + i)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Adds a document, so many words in each chunk. */
  private Stretch document(int owner, List<String> words, int chunk) {
    int first = rows.size();
    for (int from = 0; from < words.size(); from += chunk) {
      rows.add(String.join(" ", words.subList(from, Math.min(words.size(), from + chunk))));
    }
    return new Stretch(owner, first, rows.size() - first);
  }

  private List<SharedWords.Shared> find(List<Stretch> learned, List<Stretch> asked)
      throws IOException {
    return SharedWords.copies(learned, asked, SharedWords.USUAL, this::text, Progress.none());
  }

  private Optional<String> text(long row) {
    return Optional.of(rows.get((int) row));
  }

  @Test
  void aCopyCutAtOtherPlacesIsFoundWithTheShareOfItsRuns() throws IOException {
    List<String> text = words(900);
    Stretch original = document(0, text, 70);
    Stretch other = document(1, words(900), 70);
    Stretch copy = document(2, text, 53);
    assertThat(find(List.of(original, other), List.of(copy)))
        .containsExactly(new SharedWords.Shared(0, 0, 1));
  }

  @Test
  void halfOfTheRunsAreEnoughAndFewerAreNot() throws IOException {
    List<String> text = words(1000);
    List<String> most = new ArrayList<>(text.subList(0, 520));
    most.addAll(words(480));
    List<String> less = new ArrayList<>(text.subList(0, 480));
    less.addAll(words(520));
    Stretch original = document(0, text, 70);
    List<SharedWords.Shared> found =
        find(List.of(original), List.of(document(1, most, 70), document(2, less, 70)));
    assertThat(found).singleElement().extracting(SharedWords.Shared::own).isEqualTo(0);
    assertThat(found.getFirst().share()).isCloseTo(518.0 / 998, within(1e-9));
  }

  @Test
  void documentsOfOneOwnerShortOnesAndPhrasesOfAllAreNotCopies() throws IOException {
    List<String> text = words(400);
    List<String> brief = words(60);
    List<String> notice = words(300);
    List<Stretch> learned = new ArrayList<>(List.of(document(0, text, 70), document(1, brief, 70)));
    List<Stretch> asked = new ArrayList<>(List.of(document(0, text, 50), document(2, brief, 50)));
    assertThat(find(learned, asked)).isEmpty();
    for (int i = 0; i < 70; i++) {
      List<String> page = words(200);
      page.addAll(notice);
      asked.add(document(100 + i, page, 70));
    }
    learned.add(document(99, notice, 70));
    assertThat(find(learned, asked)).isEmpty();
  }

  @Test
  void aSampleOfTheRunsFindsTheSameWithTheSameShares() throws IOException {
    List<Stretch> learned = new ArrayList<>();
    List<Stretch> asked = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      List<String> text = words(1500);
      learned.add(document(i, text, 70));
      if (i % 2 == 0) {
        List<String> changed = new ArrayList<>(text.subList(0, 750 + 10 * i));
        changed.addAll(words(700));
        asked.add(document(50 + i, changed, 60));
      } else {
        asked.add(document(50 + i, words(1500), 60));
      }
    }
    List<SharedWords.Shared> whole = copies(learned, asked, 1 << 22);
    assertThat(whole).hasSize(20);
    assertThat(copies(learned, asked, 8000)).isEqualTo(whole);
  }

  private List<SharedWords.Shared> copies(List<Stretch> learned, List<Stretch> asked, int most)
      throws IOException {
    return SharedWords.nearest(learned, asked, this::text, most, Progress.none()).stream()
        .flatMap(List::stream)
        .filter(shared -> shared.share() >= 0.5)
        .toList();
  }

  @Test
  void documentsOfOneFormAreNotCopiesUnlessTheyShareFarMoreThanTheForm() throws IOException {
    List<String> form = words(600);
    List<Stretch> learned = new ArrayList<>();
    List<String> last = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      last = new ArrayList<>(form);
      last.addAll(words(400));
      learned.add(document(i, last, 70));
    }
    List<String> another = new ArrayList<>(form);
    another.addAll(words(400));
    List<String> copy = new ArrayList<>(last.subList(20, 1000));
    List<Stretch> asked = List.of(document(30, another, 70), document(31, copy, 70));
    assertThat(find(learned, asked))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.own()).isEqualTo(1);
              assertThat(found.other()).isEqualTo(19);
              assertThat(found.share()).isEqualTo(1);
            });
  }

  @Test
  void aCollectionThatStandsThereTwiceIsFoundThoughMostOfItIsUsual() throws IOException {
    List<Stretch> learned = new ArrayList<>();
    List<Stretch> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      List<String> text = words(500);
      learned.add(document(i, text, 70));
      (i < 16 ? learned : asked).add(document(20 + i, text, 60));
    }
    assertThat(find(learned, asked)).hasSize(4);
  }

  @Test
  void caseAndPunctuationDoNotCountAndScriptsWithoutSpacesAreReadByLetters() {
    assertThat(runs("The Cat sat, there!")).isEqualTo(runs("the cat (sat) there"));
    assertThat(runs("the cat sat")).hasSize(1);
    assertThat(runs("the cat")).isEmpty();
    assertThat(runs("吾輩は猫である。名前はまだ無い。")).hasSize(7);
    assertThat(WordRuns.common(runs("吾輩は猫である。名前は"), runs("…輩は猫である、名前は"))).isPositive();
    assertThat(runs("किताब बहुत अच्छी है")).hasSize(2);
  }

  @Test
  void theOrderOfTheWordsMakesTheRun() {
    List<String> text = words(300);
    List<String> shuffled = new ArrayList<>(text);
    Collections.shuffle(shuffled, random);
    assertThat(WordRuns.share(runs(String.join(" ", text)), runs(String.join(" ", shuffled))))
        .isLessThan(0.05);
  }

  @Test
  void aRunGoesOnIntoTheNextChunk() {
    WordRuns runs = new WordRuns();
    IntStream.range(0, 10).forEach(i -> runs.add("word" + i));
    assertThat(runs.distinct()).hasSize(8);
  }

  private static long[] runs(String text) {
    WordRuns runs = new WordRuns();
    runs.add(text);
    return runs.distinct();
  }

  @Test
  void whereAllAreLearnedFromAndAskedForEachIsReadTwiceAndNoMore() throws IOException {
    List<Stretch> all = new ArrayList<>();
    for (int d = 0; d < 12; d++) {
      all.add(document(d, words(300), 50));
    }
    int[] reads = new int[rows.size()];
    SharedWords.ReadText counted =
        row -> {
          reads[(int) row]++;
          return text(row);
        };
    SharedWords.copies(all, all, SharedWords.USUAL_OF_ALL, counted, Progress.none());
    reads[0]--; // looked at once more, for whether there are texts
    assertThat(reads).containsOnly(2);
  }
}
