package dev.nextvec.cli;

import static dev.nextvec.cli.Invoked.call;
import static dev.nextvec.cli.Invoked.done;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --strategy auto} says where it cannot be what was measured to be best. */
class RetrieveAutoTest {
  @TempDir static Path shared = Path.of("");
  private static Path data = Path.of("");
  private static Path ridge = Path.of("");
  private static Path index = Path.of("");

  /** Ridge learns how the vectors turn; the newest of them is far from the next. */
  @BeforeAll
  static void measureAModelThatIsBest() throws Exception {
    data = TinyData.turning(shared.resolve("data"), 100, 12, 3);
    ridge = shared.resolve("ridge.model");
    index = shared.resolve("index");
    done("export", "ridge", "--data", data, "--out", ridge, "--speed-seconds=0");
    done("index", data, "--model", ridge, "--out", index);
    assertThat(done("evaluate", index).out()).contains("`retrieve` uses model");
  }

  private static Invoked asked(Path index, Object... more) {
    Stream<Object> words =
        Stream.concat(Stream.of("retrieve", index, "--document=d7"), Stream.of(more));
    Invoked called = call(words.toArray());
    assertThat(called.exit()).as(called.err()).isZero();
    return called;
  }

  @Test
  void aModelThatHasMovedIsMissedAndWhatTakesItsPlaceIsSaid() throws Exception {
    assertThat(asked(index).out()).startsWith("by model");
    assertThat(asked(index).err()).isEmpty();
    Path moved = shared.resolve("moved.model");
    Files.move(ridge, moved);
    try {
      Invoked without = asked(index);
      assertThat(without.out()).doesNotStartWith("by model");
      assertThat(without.err())
          .contains("`auto` is `", "not `model", "its model " + ridge + " is not there", "--model");
      assertThat(asked(index, "--model", moved).out()).startsWith("by model");
      assertThat(asked(index, "--model", moved).err()).isEmpty();
      assertThat(asked(index, "--strategy=persistence").err()).isEmpty();
    } finally {
      Files.move(moved, ridge);
    }
  }

  @Test
  void anIndexThatWasMadeForNoModelSaysThatItWasMeasuredWithOne() throws Exception {
    Path plain = shared.resolve("without");
    done("index", data, "--out", plain);
    done("evaluate", plain, "--model", ridge);
    assertThat(asked(plain).err()).contains("it needs the model that it was measured with");
    assertThat(asked(plain, "--model", ridge).err()).isEmpty();
    Path other = shared.resolve("average.model");
    done("export", "learned-average", "--data", data, "--out", other, "--speed-seconds=0");
    assertThat(asked(plain, "--model", other).err())
        .contains("measured with another model (ridge) than " + other);
  }

  @Test
  void aReRankerThatIsMissingIsSaidToBeWhyTheBestIsNotUsed() throws Exception {
    Path ordered = shared.resolve("ordered");
    done("index", TinyData.returning(shared.resolve("cycles"), 100, 5, 5), "--out", ordered);
    done("evaluate", ordered);
    assertThat(asked(ordered).out()).startsWith("by persistence:reranked");
    assertThat(asked(ordered).err()).isEmpty();
    Files.delete(ordered.resolve("reranker.json"));
    Invoked without = asked(ordered);
    assertThat(without.out()).doesNotContain("reranked");
    assertThat(without.err())
        .contains("`auto` is `", "not `persistence:reranked`, which was measured to be best")
        .contains("its re-ranker is missing", "evaluate the index again");
  }

  @Test
  void aFieldHasOneValueInAFilter() {
    Invoked called =
        call("retrieve", index, "--document=d7", "--filter=title=A", "--filter=title=B");
    assertThat(called.exit()).isEqualTo(2);
    assertThat(called.err()).contains("`--filter` is given twice for `title`: give one value");
    assertThat(call("retrieve", index, "--document=d7", "--filter==A").err())
        .contains("`--filter` must be KEY=VALUE but was `=A`");
  }
}
