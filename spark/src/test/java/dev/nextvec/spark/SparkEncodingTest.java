package dev.nextvec.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.progress.Monitor;
import dev.nextvec.text.EncodeJob;
import dev.nextvec.text.EncoderChoice;
import dev.nextvec.text.PrecisionChoice;
import dev.nextvec.text.TinyNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before any Spark is asked. */
class SparkEncodingTest {
  @TempDir Path folder;

  private EncoderChoice encoder(PrecisionChoice precision) throws IOException {
    TinyNetwork.write(folder, true);
    return new EncoderChoice(
        folder.toString(), "", EncoderChoice.KEY_VARIABLE, "Authorization", 32, 1, precision);
  }

  private void encode(String input, Path target, PrecisionChoice precision) throws IOException {
    new SparkEncoding()
        .encode(EncodeJob.of(List.of(input), target), encoder(precision), Monitor.none());
  }

  @Test
  void aPathOfThisMachineThatReadsAsAnAddressIsRefused() {
    String here = folder.toString();
    assertThatThrownBy(() -> encode(here, Path.of("s3://bucket/out"), PrecisionChoice.FLOAT32))
        .hasMessageContaining("s3:/bucket/out` is an address");
  }

  @Test
  void aPasswordInAnAddressIsRefusedAndNotRepeated() {
    Path target = folder.resolve("out");
    assertThatThrownBy(() -> encode("s3a://me:s3cr3t@bucket/in", target, PrecisionChoice.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the address of `s3a://bucket` holds a password")
        .hasMessageNotContaining("s3cr3t");
    Path there = Path.of("s3a://me:s3cr3t@bucket/out");
    assertThatThrownBy(() -> encode(folder.toString(), there, PrecisionChoice.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void aPrecisionThatEveryMachineWouldChooseForItselfIsRefused() {
    assertThatThrownBy(() -> encode(folder.toString(), folder.resolve("out"), PrecisionChoice.AUTO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("workers may differ");
  }

  @Test
  void aProgramThatWasNotSubmittedIsToldHow() throws IOException {
    Files.writeString(folder.resolve("one.txt"), "the river runs.");
    Path target = folder.resolve("out");
    assertThatThrownBy(
            () -> encode(folder.resolve("one.txt").toString(), target, PrecisionChoice.FLOAT32))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("spark-submit --master");
    assertThat(folder.resolve(".out.encoding")).doesNotExist();
  }
}
