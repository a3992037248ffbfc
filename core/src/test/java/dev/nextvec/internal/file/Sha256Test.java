package dev.nextvec.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.progress.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stored results are found by these hashes: each was computed by Python's hashlib. */
class Sha256Test {
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void plainTextHasTheHashThatTheStandardGives() {
    assertThat(new Sha256().addPlain("abc").hex()).isEqualTo(ABC);
    assertThat(new Sha256().addPlain("a").addPlain("bc").hex()).isEqualTo(ABC);
  }

  @Test
  void aFileHasTheHashOfItsBytesWhateverItsSize(@TempDir Path folder) throws IOException {
    Path small = Files.writeString(folder.resolve("small"), "abc");
    Path large = Files.write(folder.resolve("large"), new byte[3_000_000]);
    assertThat(Sha256.ofFile(small)).isEqualTo(ABC);
    assertThat(new Sha256().addPlain("a").add(new byte[0]).addFile(small, 1, Progress.none()).hex())
        .isEqualTo(ABC);
    assertThat(Sha256.ofFile(large)).isEqualTo(new Sha256().add(new byte[3_000_000]).hex());
  }

  @Test
  void numbersAreEightBytesWithTheMostSignificantFirst() {
    assertThat(new Sha256().add(3).add(new byte[] {'a', 'b', 'c'}).add(-2).hex())
        .isEqualTo("4c74b066480c532878174af20fc44894a91c9eb0b7612708a7e03878f10a9cb7")
        .isEqualTo(new Sha256().add("abc").add(-2).hex());
  }

  @Test
  void countedTextsKeepTheHashThatEncodersAreRecognisedBy() {
    assertThat(new Sha256().addCounted("amn").addCounted("").hex())
        .isEqualTo("bbcd3d6d6a449f05a28a7962c8597a66c25beef2b85274dc625d8630edbed5a4");
    byte[] text = "Ein Satz über Öl.".getBytes(StandardCharsets.UTF_8);
    assertThat(HexFormat.of().formatHex(new Sha256().addCounted(text).bytes()))
        .startsWith("938175623c9b89652c33ce1a5eef08c0");
  }

  @Test
  void countedTextsAreToldApartHoweverTheyAreDivided() {
    assertThat(new Sha256().addCounted("ab").addCounted("c").hex())
        .isNotEqualTo(new Sha256().addCounted("a").addCounted("bc").hex());
  }
}
