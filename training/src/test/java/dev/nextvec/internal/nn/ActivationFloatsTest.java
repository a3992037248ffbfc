package dev.nextvec.internal.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nextvec.internal.torch.Device;
import dev.nextvec.internal.torch.Libtorch;
import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Amn;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationFloatsTest {

  static Stream<Architecture> architectures() {
    return Stream.of(
        new Amn(96, 5, 64, 32, Amn.Init.ZERO),
        new Lstm(96, 5, 64, 3, 0.2),
        new Gru(96, 5, 64, 4),
        new Transformer(96, 5, 64, 3, 8, 256, 0.1));
  }

  /** Constants, such as positions and masks, are no results: they account for the rest. */
  @ParameterizedTest
  @MethodSource("architectures")
  void isWhatOnePredictionAllocates(Architecture architecture) {
    Libtorch engine = Libtorch.start(Device.CPU, 1);
    try (PointerScope scope = new PointerScope();
        Weights weights = new Weights(engine, architecture.parameters(), 1);
        Workspace workspace = new Workspace(engine)) {
      Network network = Networks.build(architecture, weights, workspace);
      long constants = workspace.floats();
      Tensor context = engine.zeros(5, 1, 96);
      network.forward(new TurnedContexts(engine, context), new Mode.Prediction());
      assertThat(workspace.floats() - constants)
          .isCloseTo(architecture.activationFloats(), Percentage.withPercentage(1));
    }
  }
}
