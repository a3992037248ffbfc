package dev.nextvec.internal.examine;

import static dev.nextvec.internal.examine.Level.ERROR;
import static dev.nextvec.internal.examine.Level.INFO;
import static dev.nextvec.internal.examine.Level.WARNING;

import dev.nextvec.compare.Figures;
import dev.nextvec.data.Account;
import dev.nextvec.data.Document;
import dev.nextvec.data.EncoderCheck;
import dev.nextvec.data.Omission;
import dev.nextvec.data.Stage;
import dev.nextvec.data.Step;
import dev.nextvec.internal.twins.NearDuplicates.TwinPair;
import dev.nextvec.internal.wording.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is wrong with vectors, documents and copies, as findings. */
final class Symptoms {
  private final Locations locations;
  private final List<Finding> findings;

  Symptoms(Locations locations, List<Finding> findings) {
    this.locations = locations;
    this.findings = findings;
  }

  void vectors(VectorHealth health) {
    rows(
        Symptom.NOT_FINITE,
        health.notFinite(),
        "%s NaN or infinity: cosines with them mean nothing. Encode these chunks again, or leave"
            + " their documents out.");
    rows(
        Symptom.ZERO_VECTOR,
        health.zero(),
        "%s all zeros and has no direction. Encode these chunks again, or leave their documents"
            + " out.");
    lengths(health.norms());
    constant(health);
  }

  private void lengths(VectorHealth.Norms norms) {
    if (norms.offUnitShare() > 0) {
      add(
          norms.offUnitShare() > 0.01 ? WARNING : INFO,
          Symptom.OFF_UNIT,
          "%s of the vectors are not of length 1 (lengths %s to %s, median %s). Models predict directions; scale the vectors to length 1 unless their lengths mean something."
              .formatted(
                  Figures.share(norms.offUnitShare()),
                  Figures.significant(norms.low()),
                  Figures.significant(norms.high()),
                  Figures.significant(norms.median())));
    }
  }

  private void constant(VectorHealth health) {
    List<Integer> constant = health.constantDimensions();
    if (!constant.isEmpty()) {
      boolean offset = health.offset() >= VectorHealth.LEAST_OFFSET;
      add(
          offset ? WARNING : INFO,
          Symptom.CONSTANT_DIMENSION,
          "%s the same in every vector (%s%s): nothing can be learned there%s"
              .formatted(
                  constant.size() == 1
                      ? "1 component is"
                      : Figures.count(constant.size()) + " components are",
                  constant.stream()
                      .limit(10)
                      .map(String::valueOf)
                      .collect(Collectors.joining(", ")),
                  constant.size() > 10 ? ", ..." : "",
                  offset
                      ? ", and the common offset adds about %s to every cosine."
                          .formatted(Figures.cosine(health.offset()))
                      : "; no cosine is moved by it."));
    }
  }

  private void rows(Symptom symptom, List<Long> rows, String sentence) {
    if (!rows.isEmpty()) {
      String subject =
          symptom == Symptom.ZERO_VECTOR
              ? (rows.size() == 1 ? "1 vector is" : Figures.count(rows.size()) + " vectors are")
              : rows.size() == 1 ? "1 vector has" : Figures.count(rows.size()) + " vectors have";
      String agreed = rows.size() == 1 ? sentence : sentence.replace(" has no", " have no");
      findings.add(
          new Finding(
              ERROR, symptom, agreed.formatted(subject), locations.each(rows), rows.size()));
    }
  }

  void documents(List<Document> documents, boolean boundariesKnown, long chunks, int context) {
    overlaps(documents);
    gaps(documents, chunks);
    List<Document> tooShort =
        documents.stream().filter(document -> document.windows(context) == 0).toList();
    if (!tooShort.isEmpty()) {
      long lost = tooShort.stream().mapToLong(Document::count).sum();
      findings.add(
          new Finding(
              lost > 0.1 * chunks ? WARNING : INFO,
              Symptom.SHORT_DOCUMENTS,
              "%s fewer than the %d chunks that a window needs: %s of %s chunks are in no window."
                  .formatted(
                      tooShort.size() == 1
                          ? "1 document has"
                          : Figures.count(tooShort.size()) + " documents have",
                      context + 1,
                      Figures.count(lost),
                      Figures.count(chunks)),
              tooShort.stream()
                  .limit(Finding.LISTED)
                  .map(d -> List.of(new ChunkPlace(d.first(), d.id(), 0)))
                  .toList(),
              tooShort.size()));
    }
    if (!boundariesKnown) {
      add(
          WARNING,
          Symptom.BOUNDARIES_UNKNOWN,
          "Where documents begin and end is not known: windows may run from one document into the"
              + " next, and no split can promise that a document is in one part only. Give article"
              + " ids, or encode the text.");
    }
  }

  private void overlaps(List<Document> documents) {
    List<Document> sorted =
        documents.stream()
            .filter(document -> document.count() > 0)
            .sorted(Comparator.comparingLong(Document::first))
            .toList();
    List<List<ChunkPlace>> places = new ArrayList<>();
    for (int i = 1; i < sorted.size(); i++) {
      Document before = sorted.get(i - 1);
      Document after = sorted.get(i);
      if (after.first() < before.end()) {
        places.add(
            List.of(
                new ChunkPlace(after.first(), before.id(), after.first() - before.first()),
                new ChunkPlace(after.first(), after.id(), 0)));
      }
    }
    if (!places.isEmpty()) {
      findings.add(
          new Finding(
              ERROR,
              Symptom.OVERLAPPING_DOCUMENTS,
              "%s with the one before: windows cross documents and the same chunk may be in training and test. Repair documents.jsonl."
                  .formatted(
                      places.size() == 1
                          ? "1 document shares rows"
                          : Figures.count(places.size()) + " documents share rows"),
              places,
              places.size()));
    }
  }

  private void gaps(List<Document> documents, long chunks) {
    long covered = documents.stream().mapToLong(Document::count).sum();
    if (covered < chunks) {
      add(
          INFO,
          Symptom.ROWS_WITHOUT_DOCUMENT,
          "%s of %s chunks belong to no document and are never used."
              .formatted(Figures.count(chunks - covered), Figures.count(chunks)));
    }
  }

  /**
   * @param answers how many of the held-out windows have a target that crosses the split
   */
  void twins(Twins twins, KnownAnswers answers) {
    Level across = answers.matter() ? ERROR : WARNING;
    groups(
        across,
        Symptom.EQUAL_ACROSS_SPLIT,
        twins.equalAcross(),
        "%s of equal vectors are in more than one part of the split: what is tested was trained on."
            + " "
            + answers.sentence().replace("%", "%%"));
    groups(
        twins.repeated() > 0.01 * twins.rows() ? WARNING : INFO,
        Symptom.EQUAL_WITHIN_PART,
        twins.equalWithin(),
        "%s of equal vectors are within one part of the split: repeated text, which counts more"
            + " than once.");
    pairs(
        across,
        Symptom.NEAR_ACROSS_SPLIT,
        twins.near().across(),
        twins.near().acrossCount(),
        "%s vectors of cosine "
            + twins.least()
            + " or more are in two parts of the split: what is tested was nearly trained on. "
            + answers.sentence().replace("%", "%%"));
    pairs(
        twins.near().withinCount() > 0.01 * twins.rows() ? WARNING : INFO,
        Symptom.NEAR_WITHIN_PART,
        twins.near().within(),
        twins.near().withinCount(),
        "%s vectors of cosine "
            + twins.least()
            + " or more are within one part of the split: repeated text.");
    if (twins.near().searchedShare() < 1) {
      add(
          WARNING,
          Symptom.NEAR_SEARCH_INCOMPLETE,
          "So many vectors are close together that near copies were searched for %s of the rows only. That is unusual: look at the lengths and the lag curve, or raise %s."
              .formatted(Figures.share(twins.near().searchedShare()), Setting.NEAR));
    }
  }

  private void groups(Level level, Symptom symptom, List<List<Long>> groups, String sentence) {
    if (!groups.isEmpty()) {
      findings.add(
          new Finding(
              level,
              symptom,
              agree(sentence.formatted(Figures.counted(groups.size(), "group")), groups.size()),
              groups.stream().limit(Finding.LISTED).map(locations::group).toList(),
              groups.size()));
    }
  }

  private void pairs(
      Level level, Symptom symptom, List<TwinPair> pairs, long count, String sentence) {
    if (count > 0) {
      findings.add(
          new Finding(
              level,
              symptom,
              agree(sentence.formatted(Figures.counted(count, "pair") + " of"), count),
              pairs.stream()
                  .limit(Finding.LISTED)
                  .map(pair -> locations.group(List.of(pair.first(), pair.second())))
                  .toList(),
              count));
    }
  }

  private static String agree(String sentence, long count) {
    return count == 1 ? sentence.replaceFirst(" are ", " is ") : sentence;
  }

  /** Says what is written in the fingerprint's favour or against it. */
  void encoder(String name, EncoderCheck.Reply answer) {
    switch (answer.state()) {
      case SAME ->
          add(
              INFO,
              Symptom.ENCODER_SAME,
              "The encoder `%s` still gives the recorded vectors for the probe texts."
                  .formatted(name));
      case DIFFERENT ->
          add(
              ERROR,
              Symptom.ENCODER_DIFFERS,
              "The encoder `%s` is not the one that made these vectors: %s. New text must be encoded with the old one."
                  .formatted(name, answer.words()));
      case NOT_CHECKED ->
          add(
              INFO,
              Symptom.ENCODER_NOT_CHECKED,
              "The encoder `%s` is recorded but could not be checked: %s."
                  .formatted(name, answer.words()));
    }
  }

  /** What was lost before the vectors, as the dataset's own account tells it. */
  void account(Account account, List<Document> documents) {
    account.stage(Step.CHUNKS).ifPresent(chunks -> cut(chunks, documents));
    if (LeftOutSummary.cutsAreUnknown(account)) {
      add(
          INFO,
          Symptom.CUTS_UNKNOWN,
          "Whether the encoder read each chunk to its end cannot be told: it does not say how long"
              + " a text it reads.");
    }
    LeftOutSummary.of(account)
        .ifPresent(words -> add(INFO, Symptom.LEFT_OUT, "The dataset was " + words + "."));
  }

  private void cut(Stage chunks, List<Document> documents) {
    long cut = chunks.in() - chunks.out();
    if (cut == 0) {
      return;
    }
    Set<String> named =
        chunks.leftOut().stream().flatMap(o -> o.names().stream()).collect(Collectors.toSet());
    String reasons =
        chunks.leftOut().stream().map(Omission::reason).collect(Collectors.joining(" or "));
    findings.add(
        new Finding(
            cut > 0.01 * chunks.in() ? WARNING : INFO,
            Symptom.CUT_CHUNKS,
            "%s of %s chunks %s %s: what stands behind is not in their vectors. Encode the text again with a smaller %s."
                .formatted(
                    Figures.count(cut),
                    Figures.count(chunks.in()),
                    cut == 1 ? "is" : "are",
                    reasons,
                    Setting.CHUNK_CHARS),
            documents.stream()
                .filter(document -> named.contains(document.id()))
                .limit(Finding.LISTED)
                .map(d -> List.of(new ChunkPlace(d.first(), d.id(), 0)))
                .toList(),
            cut));
  }

  void add(Level level, Symptom symptom, String sentence) {
    findings.add(Finding.of(level, symptom, sentence));
  }
}
