package dev.nextvec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every wrong usage is said in the program's own words: the name as typed, what it must be. */
final class WrongUsageLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '^',
      value = {
        "data info ''; `DATASET`: a path cannot be empty",
        "train x --model-type amn --out ''; `--out`: a path cannot be empty",
        "train; `--model-type` and `DATASET` are missing",
        "compare; `RUN|MODEL` is missing",
        "data encode x; `--out` is missing",
        "train x --model-type; `--model-type` needs a value:"
            + " amn|lstm|gru|transformer|amn-r|all|everything",
        "train x --model-type rnn; `--model-type` must be one of amn, amn-r, lstm, gru,"
            + " transformer, all, everything but was `rnn`",
        "train x --model-type amn --schedule slow; `--schedule` must be one of plateau,"
            + " warmup-cosine, constant but was `slow`",
        "train x --model-type amn --model-type gru; `--model-type` is given twice",
        "retrieve x --text y --filter title; `--filter` must be KEY=VALUE but was `title`",
        "train x --model_type lstm; unknown option `--model_type` (did you mean `--model-type`?)",
        "train x --model-type amn -x; unknown option `-x`",
        "compare x --fodls=5; unknown option `--fodls` (did you mean `--folds`?)",
        "train x --model-type amn --seed q; `--seed` must be a whole number but was `q`",
      })
  void aWrongUsageIsOneLineInTheProgramsWords(String typed, String said) {
    String[] words = typed.replace("''", "\0").split(" ");
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].replace("\0", "");
    }
    Invoked got = Invoked.nextvec(words);
    assertThat(got.exit()).isEqualTo(2);
    assertThat(got.err()).startsWith("nextvec: " + said + "; see `nextvec ").hasLineCount(1);
  }
}
