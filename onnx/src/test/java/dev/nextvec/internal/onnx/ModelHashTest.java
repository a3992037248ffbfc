package dev.nextvec.internal.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nextvec.internal.file.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelHashTest {
  @TempDir Path folder;

  @Test
  void aPackageIsKnownByItsWeightsAndByWhatItWasRecordedByBefore() throws Exception {
    Path target = Exports.written(folder);
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.copy(target.resolve("model.safetensors"), run.resolve("model.safetensors"));
    ModelHash own = ModelHash.of(target);
    assertThat(own.sha256()).isEqualTo(ModelHash.of(run).sha256());
    assertThat(own.is(ModelHash.of(run).sha256())).isTrue();
    assertThat(own.is(Sha256.ofFile(target.resolve("config.json")))).isTrue();
    assertThat(own.is(Sha256.ofFile(target.resolve("model.onnx")))).isFalse();
    assertThat(own.is("")).isFalse();
  }

  @Test
  void aGraphByItselfIsKnownByItsFile() throws Exception {
    Path graph = Exports.written(folder).resolve("model.onnx");
    assertThat(ModelHash.of(graph).sha256()).isEqualTo(Sha256.ofFile(graph));
  }

  @Test
  void aPackageThatWasChangedIsKnownByNothing() throws Exception {
    Path target = Exports.written(folder);
    Path config = target.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("average", "median"));
    assertThatThrownBy(() -> ModelHash.of(target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was changed or damaged");
  }
}
