package dev.nextvec.internal.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nextvec.internal.examine.Ceiling;
import dev.nextvec.internal.examine.Examination;
import dev.nextvec.internal.examine.Finding;
import dev.nextvec.internal.examine.LearningCurve;
import dev.nextvec.internal.examine.Parity;
import dev.nextvec.internal.examine.Sequence;
import dev.nextvec.internal.examine.Spectrum;
import dev.nextvec.internal.examine.Twins;
import dev.nextvec.internal.examine.VectorHealth;
import dev.nextvec.stats.Estimate;

/** An examination as one JSON object. */
public final class ExaminationJson {
  private ExaminationJson() {}

  /** Writes everything that was found. */
  public static ObjectNode node(Examination diagnosis) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("dataset", diagnosis.name()).put("dataset_sha256", diagnosis.sha256());
    json.put("seconds", diagnosis.seconds());
    facts(json, diagnosis.facts());
    ArrayNode verdict = json.putArray("verdict");
    diagnosis.verdict().forEach(verdict::add);
    json.set("summary", NeedJson.summary(diagnosis.summary()));
    json.set("statements", NeedJson.statements(diagnosis.statements()));
    diagnosis
        .heldOut()
        .ifPresent(
            held ->
                json.putObject("held_out_documents")
                    .put("validation", held.validation())
                    .put("test", held.test()));
    ArrayNode findings = json.putArray("findings");
    diagnosis.findings().forEach(finding -> finding(findings.addObject(), finding));
    health(json.putObject("vectors"), diagnosis.health());
    diagnosis.twins().ifPresent(twins -> twins(json.putObject("copies"), twins));
    diagnosis.sequence().ifPresent(sequence -> sequence(json.putObject("order"), sequence));
    diagnosis.parity().ifPresent(parity -> parity(json.putObject("parity"), parity));
    diagnosis.spectrum().ifPresent(spectrum -> spectrum(json.putObject("spectrum"), spectrum));
    diagnosis.ceiling().ifPresent(ceiling -> ceiling(json.putObject("ceiling"), ceiling));
    diagnosis.curve().ifPresent(curve -> curve(json.putObject("learning_curve"), curve));
    return json;
  }

  private static void facts(ObjectNode json, Examination.Facts facts) {
    json.put("chunks", facts.chunks()).put("dimension", facts.dimension());
    json.put("documents", facts.documents()).put("context_length", facts.contextLength());
    json.put("split_seed", facts.splitSeed());
    json.put("validation_share", facts.fractions().validation());
    json.put("test_share", facts.fractions().test());
    json.putObject("windows")
        .put("train", facts.train())
        .put("validation", facts.validation())
        .put("test", facts.test());
  }

  private static void finding(ObjectNode json, Finding finding) {
    json.put("level", ExaminationTables.word(finding.level())).put("code", finding.code());
    json.put("sentence", finding.sentence()).put("count", finding.count());
    ArrayNode groups = json.putArray("rows");
    finding
        .places()
        .forEach(
            group -> {
              ArrayNode places = groups.addArray();
              group.forEach(
                  place ->
                      places
                          .addObject()
                          .put("row", place.row())
                          .put("document", place.document())
                          .put("chunk", place.chunk()));
            });
  }

  private static void health(ObjectNode json, VectorHealth health) {
    json.put("not_finite", health.notFinite().size()).put("zero", health.zero().size());
    ArrayNode constant = json.putArray("constant_dimensions");
    health.constantDimensions().forEach(constant::add);
    VectorHealth.Norms norms = health.norms();
    ObjectNode node = json.putObject("norms");
    node.put("lowest", norms.low()).put("median", norms.median()).put("highest", norms.high());
    node.put("off_unit_share", norms.offUnitShare());
    ArrayNode edges = node.putArray("edges");
    norms.edges().forEach(edges::add);
    ArrayNode counts = node.putArray("counts");
    norms.counts().forEach(counts::add);
  }

  private static void twins(ObjectNode json, Twins twins) {
    json.put("rows", twins.rows()).put("near_cosine", twins.least());
    json.put("equal_groups_across", twins.equalAcross().size());
    json.put("equal_groups_within", twins.equalWithin().size());
    json.put("near_pairs_across", twins.near().acrossCount());
    json.put("near_pairs_within", twins.near().withinCount());
    json.put("searched_share", twins.near().searchedShare());
  }

  private static void sequence(ObjectNode json, Sequence sequence) {
    json.put("other_documents", sequence.otherDocuments()).put("shuffles", sequence.shuffles());
    json.put("order_p_value", sequence.pValue());
    ArrayNode lags = json.putArray("lags");
    for (Sequence.Lag lag : sequence.lags()) {
      ObjectNode node = lags.addObject().put("k", lag.k());
      estimate(node, lag.cosine());
      node.put("shuffled", lag.shuffled());
      node.putArray("shuffled_interval").add(lag.low()).add(lag.high());
    }
    ArrayNode coherence = json.putArray("coherence");
    sequence
        .coherence()
        .forEach(part -> estimate(coherence.addObject().put("part", part.part()), part.cosine()));
  }

  private static void parity(ObjectNode json, Parity parity) {
    json.put("coherence_p", parity.coherence()).put("topics_p", parity.topics());
    json.put("documents", parity.documents()).put("deals", parity.deals());
    json.put("alike", parity.alike());
  }

  private static void spectrum(ObjectNode json, Spectrum spectrum) {
    json.put("effective_dimension", spectrum.effectiveDimension());
    json.put("components_90", spectrum.components90()).put("rows", spectrum.rows());
    ArrayNode shares = json.putArray("shares");
    spectrum.shares().forEach(shares::add);
  }

  private static void ceiling(ObjectNode json, Ceiling ceiling) {
    json.put("train_windows", ceiling.trainWindows()).put("windows", ceiling.windows());
    json.put("queries", ceiling.queries()).put("pool", ceiling.pool());
    ArrayNode scores = json.putArray("predictors");
    for (Ceiling.Score score : ceiling.scores()) {
      ObjectNode node = scores.addObject().put("name", score.name());
      node.put("fitted", score.fitted());
      estimate(node, score.cosine());
      node.put("recall_1", score.recall1()).put("recall_10", score.recall10());
      node.put("mrr", score.reciprocalRank());
    }
    ObjectNode gain = json.putObject("gain");
    gain.put("of", ceiling.gainOf().get(0)).put("over", ceiling.gainOf().get(1));
    estimate(gain, ceiling.gain());
  }

  private static void curve(ObjectNode json, LearningCurve curve) {
    ArrayNode points = json.putArray("points");
    for (LearningCurve.CurvePoint point : curve.points()) {
      ObjectNode node = points.addObject().put("windows", point.windows());
      node.put("learned_average", point.learnedAverage());
      point.ridge().ifPresent(ridge -> node.put("ridge", ridge));
    }
    curve
        .outlook()
        .ifPresent(
            outlook -> {
              ObjectNode node = json.putObject("outlook");
              node.put("predictor", outlook.predictor());
              range(node.putObject("limit"), outlook.limit());
              range(node.putObject("gain_by_doubling"), outlook.doubling());
              range(node.putObject("missing_windows"), outlook.missing());
            });
  }

  private static void range(ObjectNode json, LearningCurve.Range range) {
    json.put("low", range.low()).put("middle", range.middle()).put("high", range.high());
  }

  private static void estimate(ObjectNode json, Estimate estimate) {
    json.put("value", estimate.value());
    estimate
        .interval()
        .ifPresent(ends -> json.putArray("interval").add(ends.low()).add(ends.high()));
  }
}
