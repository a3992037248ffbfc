import dev.nextvec.model.Model;
import java.io.IOException;
import java.nio.file.Path;

/** Opens a model package and predicts one vector, without libtorch. */
public final class Predicts {
  private Predicts() {}

  public static void main(String[] arguments) throws IOException {
    long began = System.nanoTime();
    try (Model model = Model.open(Path.of(arguments[0]))) {
      float[][] context = new float[model.contextLength()][model.dimension()];
      for (int k = 0; k < context.length; k++) {
        context[k][k] = 1;
      }
      System.out.printf(
          "%s predicts %d numbers, %d ms after the start%n",
          model.name(),
          model.predict(context).vector().length,
          (System.nanoTime() - began) / 1_000_000);
    }
  }
}
