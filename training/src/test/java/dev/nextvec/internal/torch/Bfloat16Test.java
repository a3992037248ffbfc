package dev.nextvec.internal.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a processor multiplies bfloat16 with, by the description that Linux gives of it. */
class Bfloat16Test {

  @ParameterizedTest
  @CsvSource({
    "fpu avx2 avx512f avx512_bf16 avx512_fp16 amx_bf16 amx_tile, amx_bf16",
    "fpu avx2 avx_vnni avx512f avx512_bf16, avx512_bf16",
    "fpu avx2 avx512f avx512_vnni amx_tile amx_int8, none",
    "fpu avx2 avx512_bf16x, none",
    "fpu, none"
  })
  void isTheFirstProcessorsBestFlag(String flags, String instructions) {
    Stream<String> lines =
        Stream.of(
            "processor\t: 0",
            "model name\t: one with amx_bf16 in its name",
            "flags\t\t: " + flags,
            "vmx flags\t: avx512_bf16",
            "processor\t: 1",
            "flags\t\t: amx_bf16");
    assertThat(Bfloat16.instructions(lines).orElse("none")).isEqualTo(instructions);
  }

  @ParameterizedTest
  @CsvSource({"Features\t: fp asimd bf16", "''"})
  void isNothingWhereTheDescriptionIsOfAnotherKind(String line) {
    assertThat(Bfloat16.instructions(Stream.of(line))).isEmpty();
  }
}
