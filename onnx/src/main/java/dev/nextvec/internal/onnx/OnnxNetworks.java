package dev.nextvec.internal.onnx;

import dev.nextvec.internal.engine.NetworkRuntime;
import dev.nextvec.model.Cost;
import dev.nextvec.model.ModelFile;
import dev.nextvec.model.Predictor;
import dev.nextvec.provenance.Environment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs networks on ONNX Runtime, from a graph that is written for the time it takes to open it. It
 * gives what the network gives: predictions as long as they are, not brought to unit length.
 */
public final class OnnxNetworks implements NetworkRuntime {

  @Override
  public Predictor open(String name, ModelFile model) throws IOException {
    try (TemporaryFolder room = TemporaryFolder.of("nextvec-network")) {
      Path file = room.path().resolve(ModelPackage.MODEL);
      OnnxFile.STANDARD.write(
          file,
          ModelGraph.of(
              new Exportable.Network(model), ModelGraph.Ends.RAW, Precision.FLOAT32, Map.of()));
      return new OnnxPredictor(
          name,
          OnnxSession.open(file, name),
          Cost.of(model.architecture(), model.candidates()),
          model.candidates());
    }
  }

  @Override
  public Environment environment() {
    return OnnxSession.environment();
  }
}
