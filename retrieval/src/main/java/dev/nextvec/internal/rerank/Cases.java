package dev.nextvec.internal.rerank;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Windows whose answer is known, each with its candidates as numbers.
 *
 * @param names of the numbers that describe a candidate
 * @param rows what describes the candidates of a window
 * @param answers by window: which candidate is the true next chunk; -1 where it is none of them
 * @param groups by window: independent documents
 * @param own so many of the first windows are as those that will be searched for; the prediction of
 *     the others is of models that never saw the window's documents, beside the model itself
 */
@SuppressWarnings("ArrayRecordComponent")
record Cases(List<String> names, Rows rows, int[] answers, int[] groups, int own) {
  /** Describes the candidates of each window, the same whenever it is asked. */
  interface Rows {
    /**
     * The candidates of a window.
     *
     * @return {@code [candidates, names]}; not to be changed
     */
    float[] of(int window);
  }

  Cases {
    names = List.copyOf(names);
  }

  /** Windows that are all as those that will be searched for. */
  Cases(List<String> names, Rows rows, int[] answers, int[] groups) {
    this(names, rows, answers, groups, answers.length);
  }

  int size() {
    return answers.length;
  }

  /** The windows whose answer is among their candidates: from others nothing can be learned. */
  int[] answered() {
    return IntStream.range(0, size()).filter(i -> answers[i] >= 0).toArray();
  }

  /** How many windows have their answer first, if the first candidate is put first. */
  long first() {
    return Arrays.stream(answers).filter(answer -> answer == 0).count();
  }
}
