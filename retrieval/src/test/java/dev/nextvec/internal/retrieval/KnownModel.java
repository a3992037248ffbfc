package dev.nextvec.internal.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.data.EncoderFingerprint;
import dev.nextvec.model.Model;
import dev.nextvec.model.Prediction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A model that is a function of the context. */
record KnownModel(Function<float[][], float[]> next, int dimension) implements Model {
  @Override
  public String name() {
    return "known";
  }

  @Override
  public int contextLength() {
    return 5;
  }

  @Override
  public Prediction predict(float[]... context) {
    assertThat(context).hasNumberOfRows(5);
    return new Prediction(next.apply(context), Optional.empty());
  }

  @Override
  public List<Prediction> predictAll(List<float[][]> contexts) {
    return contexts.stream().map(this::predict).toList();
  }

  @Override
  public Optional<EncoderFingerprint> encoder() {
    return Optional.of(Corpora.encoder("drift", 0));
  }

  @Override
  public void close() {}
}
