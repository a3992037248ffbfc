package dev.nextvec.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.data.EncoderFingerprint.ProbeText;
import dev.nextvec.retrieval.Strategy;
import dev.nextvec.text.Encoder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which ways of searching stand beside each other. */
@SuppressWarnings("NullAway.Init")
class PageStrategiesTest {
  @TempDir Path folder;

  private static List<String> names(PageStrategies ways) {
    return Stream.concat(Stream.of(ways.asked().strategy()), ways.asked().beside().stream())
        .map(Strategy::label)
        .toList();
  }

  /** Of as many numbers, but others. */
  private static final class Other implements Encoder {
    @Override
    public String name() {
      return "other";
    }

    @Override
    public int dimension() {
      return Fixtures.DIM;
    }

    @Override
    public EncoderFingerprint fingerprint() {
      return new EncoderFingerprint(
          "other", "", List.of(ProbeText.of("a", WordEncoder.vector("b"))));
    }

    @Override
    public OptionalInt longestTokens() {
      return OptionalInt.empty();
    }

    @Override
    public void encode(List<String> all, Sink sink) {
      throw new AssertionError("a text is not encoded for an index of another encoder");
    }

    @Override
    public void close() {}
  }

  @Test
  void aTextIsSearchedForByItsWordsWhereTheIndexIsOfAnotherEncoder() throws Exception {
    ServeSettings.Source things = ServeSettings.Source.of(Fixtures.index(folder, "things"));
    Catalog catalog = Catalog.open(List.of(things), 1, new Loading(line -> {}));
    try {
      ServedIndex index = catalog.index(Optional.empty());
      PageStrategies text = PageStrategies.of(index, Optional.of(new Other()), true);
      assertThat(names(text)).containsExactly("bm25");
      assertThat(text.note().orElseThrow()).contains("made with another encoder");
      PageStrategies place = PageStrategies.of(index, Optional.of(new Other()), false);
      assertThat(names(place)).containsExactly("persistence", "bm25", "persistence&bm25");
      assertThat(place.note()).isEmpty();
    } finally {
      catalog.letGo();
    }
  }

  @Test
  void theModelStandsFirstWhereOneIsServedForTheIndex() throws Exception {
    Path amn = Fixtures.amn(folder);
    Path index = Fixtures.index(folder, "things", Optional.of(amn));
    Catalog catalog =
        Catalog.open(
            Stream.of(amn, index).map(ServeSettings.Source::of).toList(),
            1,
            new Loading(line -> {}));
    try {
      ServedIndex served = catalog.index(Optional.empty());
      assertThat(names(PageStrategies.of(served, Optional.of(new WordEncoder()), true)))
          .containsExactly("model", "persistence", "bm25", "persistence&bm25");
    } finally {
      catalog.letGo();
    }
  }
}
