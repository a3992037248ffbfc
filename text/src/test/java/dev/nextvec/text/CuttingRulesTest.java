package dev.nextvec.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.internal.file.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The number of the rules by which files become chunks. */
class CuttingRulesTest {
  private static final List<Map.Entry<String, String>> TEXTS =
      List.of(
          Map.entry(
              "en",
              "They saw the hospital. Dr. W. H. Lee of the U.S. Army lived at No. 10 Main St. for"
                  + " years. Was it so? No. It was not (by Smith et al.) Then \"all\" was late."),
          Map.entry(
              "de",
              "Viele Tiere, z. B. Hunde, bellen hier. Am 3. Oktober ging er im 19. Jahrhundert. Das"
                  + " war ca. Mitternacht. Es war ein sehr langer Satz ohne ein Ende, der noch"
                  + " weiter geht."),
          Map.entry("ja", "機械は学ぶ。それは人工知能の一つの分野です。これはNo. 5 Armyです。「そうだ。」と言った。"));
  private static final String PAGE =
      """
      <title>T</title><nav><a href="x">menu</a></nav><h1>Limits</h1><p>It is fast. It does not:</p>
      <ul><li>store any passwords at all;</li><li>fetch files from other machines;</li></ul>
      <table><tr><th>Plan<th>Price</tr><tr><td>Starter<td>9 EUR</tr></table>
      <pre>run --all\n  twice</pre><h2>Why</h2><p>It has to be so.</p>
      """;
  private static final String MARKDOWN =
      """
      ---
      title: A page
      ---
      # Start

      First `install` it. Then:

      1. open a door,
      2. close it again.

      | name | size |
      |------|------|
      | axle | 3 m  |
      """;

  @TempDir Path folder;

  private List<String> chunks(String file, String text, String language) throws IOException {
    Path written = Corpora.write(folder, file, text);
    Chunker chunker = new Chunker(40, Locale.forLanguageTag(language));
    return chunker.chunks(Corpora.read(written).getFirst());
  }

  @Test
  void otherChunksOfTheSameFilesNeedAnotherNumber() throws IOException {
    List<String> all = new ArrayList<>(List.of("rules " + Chunker.RULES));
    for (Map.Entry<String, String> each : TEXTS) {
      all.addAll(chunks(each.getKey() + ".txt", each.getValue(), each.getKey()));
    }
    all.addAll(chunks("page.html", PAGE, "en"));
    all.addAll(chunks("page.md", MARKDOWN, "en"));
    assertThat(new Sha256().addCounted(String.join("\n", all)).hex())
        .as(
            "add one to Chunker.RULES, say in docs/text.md what changed, then put this hash here:"
                + " %s",
            all)
        .isEqualTo("7186081f80a335b09509316ac1725a1474fbf189385c497ad69c8f1b29f08568");
  }

  @Test
  void saysWhereChunksWereCutByOtherRulesAsFarAsThatIsKnown() {
    EncoderFingerprint ready = new EncoderFingerprint("e", "aa", List.of());
    assertThat(Chunker.otherRules(ready, "x")).isEmpty();
    assertThat(Chunker.otherRules(ready.cutAt(400, "en", Chunker.RULES), "x")).isEmpty();
    assertThat(Chunker.otherRules(ready.cutAt(400, "en", Chunker.RULES + 1), "x").orElseThrow())
        .contains("the chunks of x were cut by other rules (cutting 4) than a text is now");
    EncoderFingerprint before =
        new EncoderFingerprint(
            "e",
            "aa",
            ready.precision(),
            List.of(),
            OptionalInt.of(400),
            Optional.of("en"),
            OptionalInt.empty());
    assertThat(Chunker.otherRules(before, "x").orElseThrow()).contains("(cutting not recorded)");
  }
}
