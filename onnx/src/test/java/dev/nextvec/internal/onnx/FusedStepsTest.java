package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.RandomModels;
import dev.nextvec.model.Transformer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ONNX Runtime makes of graphs before it computes: a pattern that it misses costs time. */
class FusedStepsTest {
  @TempDir Path folder;

  @Test
  void theFiveOperatorsOfAGeluBecomeOneStep() throws Exception {
    for (Architecture architecture : RandomModels.architectures()) {
      List<String> steps = steps(architecture);
      assertThat(steps).doesNotContain("Erf");
      assertThat(steps.stream().filter("Gelu"::equals)).hasSize(gelus(architecture));
    }
  }

  /** What is left turns contexts, and what attention mixed: once in each. */
  @Test
  void headsAreTurnedInTheProductsWithThem() throws Exception {
    for (Architecture architecture : RandomModels.architectures()) {
      if (architecture instanceof Transformer transformer) {
        List<String> steps = steps(architecture);
        int attentions = 2 * transformer.layers();
        assertThat(steps.stream().filter("FusedMatMul"::equals)).hasSize(2 * attentions);
        assertThat(steps.stream().filter("Transpose"::equals)).hasSize(attentions + 1);
      }
    }
  }

  private static int gelus(Architecture architecture) {
    return switch (architecture) {
      case Amn amn -> 2;
      case AmnR amnR -> 2;
      case Transformer transformer -> 1;
      default -> 0;
    };
  }

  private List<String> steps(Architecture architecture) throws Exception {
    Path written = folder.resolve(architecture.name() + ".onnx");
    OnnxFile.STANDARD.write(
        written, new Exportable.Network(RandomModels.of(architecture)), Map.of());
    Path optimised = folder.resolve(architecture.name() + ".optimised");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizedModelFilePath(optimised.toString());
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR)
          .createSession(written.toString(), options)
          .close();
    }
    return ModelProto.parseFrom(Files.readAllBytes(optimised)).getGraph().getNodeList().stream()
        .map(NodeProto::getOpType)
        .toList();
  }
}
