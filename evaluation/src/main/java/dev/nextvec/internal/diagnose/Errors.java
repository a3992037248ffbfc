package dev.nextvec.internal.diagnose;

import dev.nextvec.data.Document;
import dev.nextvec.data.Texts;
import dev.nextvec.data.Windows;
import dev.nextvec.internal.baseline.LinearAverage;
import dev.nextvec.internal.eval.Evaluator;
import dev.nextvec.stats.Estimate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Where a model is right and where it is wrong.
 *
 * @param groupings the test windows in groups
 * @param bestDocuments highest mean cosine first
 * @param worstDocuments lowest mean cosine first
 * @param best windows of highest cosine
 * @param worst windows of lowest cosine
 * @param typical the window of median cosine
 */
public record Errors(
    List<Grouping> groupings,
    List<DocumentScore> bestDocuments,
    List<DocumentScore> worstDocuments,
    List<Example> best,
    List<Example> worst,
    Example typical) {
  private static final int SHOWN = 5;
  private static final int FEWEST_WINDOWS = 5;

  public Errors {
    groupings = List.copyOf(groupings);
    bestDocuments = List.copyOf(bestDocuments);
    worstDocuments = List.copyOf(worstDocuments);
    best = List.copyOf(best);
    worst = List.copyOf(worst);
  }

  /** What windows are grouped by. */
  public enum By {
    /** Mean cosine of all pairs in the context, in fifths of the windows. */
    COHERENCE,
    /** 1 - cosine between the newest chunk and the target, in fifths of the windows. */
    SHIFT,
    /** Fifths of each document. */
    PLACE
  }

  /** The windows in groups, lowest first. */
  public record Grouping(By by, List<ErrorGroup> groups) {
    public Grouping {
      groups = List.copyOf(groups);
    }
  }

  /**
   * Windows that are alike.
   *
   * @param low least value of what they are grouped by
   * @param high greatest value
   * @param cosine of the model
   * @param lead of the model over the linear average, paired
   */
  public record ErrorGroup(double low, double high, Estimate cosine, Estimate lead) {}

  /** A document with its mean cosines. */
  public record DocumentScore(
      String id, String title, int windows, double cosine, double averageCosine) {}

  /** Analyses the model's cosines. */
  static Errors of(DiagnosisInput subject, Traits traits, Optional<Texts> texts)
      throws IOException {
    Windows windows = subject.windows();
    LinearAverage average = new LinearAverage(subject.contextLength(), subject.dimension());
    int batch = RolloutStretch.BATCH;
    float[] cosine = Evaluator.evaluate(subject.model(), windows, subject.rows(), batch).cosine();
    float[] linear = Evaluator.evaluate(average, windows, subject.rows(), batch).cosine();
    return new Analysis(subject, traits, cosine, linear, texts).errors();
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Analysis(
      DiagnosisInput subject,
      Traits traits,
      float[] cosine,
      float[] linear,
      Optional<Texts> texts) {

    Errors errors() throws IOException {
      int[] order =
          IntStream.range(0, cosine.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> cosine[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      int[] backwards =
          IntStream.range(0, order.length).map(i -> order[order.length - 1 - i]).toArray();
      List<DocumentScore> documents = documents();
      return new Errors(
          List.of(
              grouping(By.COHERENCE, traits.coherence(), Traits.fifths(traits.coherence())),
              grouping(By.SHIFT, traits.ahead(), Traits.fifths(traits.ahead())),
              grouping(By.PLACE, traits.place(), traits.fifthsOfDocuments())),
          documents.reversed().stream().limit(SHOWN).toList(),
          documents.stream().limit(SHOWN).toList(),
          examples(backwards),
          examples(order),
          example(order[order.length / 2]));
    }

    private Grouping grouping(By by, float[] trait, int[][] members) {
      List<ErrorGroup> groups = new ArrayList<>();
      for (int[] group : members) {
        if (group.length > 0) {
          groups.add(group(trait, group));
        }
      }
      return new Grouping(by, groups);
    }

    private ErrorGroup group(float[] trait, int[] members) {
      int[] rows = new int[members.length];
      float[][] values = new float[2][members.length];
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < members.length; i++) {
        rows[i] = subject.rows()[members[i]];
        values[0][i] = cosine[members[i]];
        values[1][i] = cosine[members[i]] - linear[members[i]];
        low = Math.min(low, trait[members[i]]);
        high = Math.max(high, trait[members[i]]);
      }
      List<Estimate> estimates = subject.estimates(values, rows);
      return new ErrorGroup(low, high, estimates.get(0), estimates.get(1));
    }

    /** Lowest mean cosine first; short ones only where all are. */
    private List<DocumentScore> documents() {
      Map<Integer, double[]> sums = new TreeMap<>();
      for (int i = 0; i < cosine.length; i++) {
        double[] sum =
            sums.computeIfAbsent(
                subject.windows().document(subject.rows()[i]), key -> new double[3]);
        sum[0]++;
        sum[1] += cosine[i];
        sum[2] += linear[i];
      }
      List<DocumentScore> all =
          sums.entrySet().stream().map(entry -> score(entry.getKey(), entry.getValue())).toList();
      List<DocumentScore> longer =
          all.stream().filter(score -> score.windows() >= FEWEST_WINDOWS).toList();
      return (longer.isEmpty() ? all : longer)
          .stream().sorted(Comparator.comparingDouble(DocumentScore::cosine)).toList();
    }

    private DocumentScore score(int index, double[] sum) {
      Document document = subject.windows().documents().get(index);
      return new DocumentScore(
          document.id(), document.title(), (int) sum[0], sum[1] / sum[0], sum[2] / sum[0]);
    }

    /** At most one of each document, so that one odd document does not fill the list. */
    private List<Example> examples(int[] order) throws IOException {
      List<Example> examples = new ArrayList<>();
      int[] shown = new int[0];
      for (int i = 0; i < order.length && examples.size() < SHOWN; i++) {
        int document = subject.windows().document(subject.rows()[order[i]]);
        if (Arrays.stream(shown).noneMatch(seen -> seen == document)) {
          shown = Arrays.copyOf(shown, shown.length + 1);
          shown[shown.length - 1] = document;
          examples.add(example(order[i]));
        }
      }
      return examples;
    }

    private Example example(int i) throws IOException {
      return Example.of(subject.windows(), subject.rows()[i], cosine[i], linear[i], texts);
    }
  }
}
