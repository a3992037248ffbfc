package dev.nextvec.internal.engine;

import java.util.List;

/**
 * What a BERT network is made of, all of it float32 and row by row. {@code hidden} numbers describe
 * a token.
 *
 * @param heads of each layer's attention
 * @param epsilon what every layer normalisation adds to the variance
 * @param embeddings what tokens begin as
 * @param layers one after the other
 */
public record BertWeights(int heads, float epsilon, Embeddings embeddings, List<Layer> layers) {

  /**
   * Layer normalisation's factor and summand.
   *
   * @param gain {@code [width]}
   * @param bias {@code [width]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Norm(float[] gain, float[] bias) {
    public Norm {
      require(gain.length == bias.length, "a norm's gain and bias");
    }
  }

  /**
   * A product and a sum: x weight + bias.
   *
   * @param weight {@code [inputs, outputs]}
   * @param bias {@code [outputs]}
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Affine(float[] weight, float[] bias) {
    public Affine {
      require(bias.length > 0 && weight.length % bias.length == 0, "a layer's weight and bias");
    }

    public int inputs() {
      return weight.length / bias.length;
    }

    public int outputs() {
      return bias.length;
    }
  }

  /**
   * The sum of three, normalised.
   *
   * @param words {@code [tokens, hidden]}
   * @param positions {@code [longest, hidden]}
   * @param type {@code [hidden]}, of the first sentence
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Embeddings(float[] words, float[] positions, float[] type, Norm norm) {
    public Embeddings {
      int hidden = type.length;
      boolean fits =
          hidden > 0
              && hidden == norm.gain.length
              && words.length % hidden == 0
              && positions.length % hidden == 0;
      require(fits, "the embeddings");
    }
  }

  /**
   * Attention, then two products with GELU between them; each is added to its input, normalised.
   */
  public record Layer(
      Affine query,
      Affine key,
      Affine value,
      Affine out,
      Norm norm,
      Affine up,
      Affine down,
      Norm last) {}

  public BertWeights {
    layers = List.copyOf(layers);
    int hidden = embeddings.type.length;
    require(heads > 0 && hidden % heads == 0, "the number of heads");
    for (Layer each : layers) {
      for (Affine square : List.of(each.query, each.key, each.value, each.out)) {
        require(square.inputs() == hidden && square.outputs() == hidden, "attention's weights");
      }
      require(
          each.up.inputs() == hidden
              && each.down.outputs() == hidden
              && each.up.outputs() == each.down.inputs()
              && each.up.outputs() == layers.getFirst().up.outputs(),
          "the feed-forward weights");
      require(
          each.norm.gain.length == hidden && each.last.gain.length == hidden, "a layer's norms");
    }
  }

  private static void require(boolean fits, String what) {
    if (!fits) {
      throw new IllegalArgumentException("the sizes of " + what + " do not fit the network's");
    }
  }

  /** Numbers that describe a token. */
  public int hidden() {
    return embeddings.type.length;
  }

  /** Numbers between the two products of a layer. */
  public int feedForward() {
    return layers.getFirst().up.outputs();
  }

  /** How many tokens of a text have a position. */
  public int longest() {
    return embeddings.positions.length / hidden();
  }
}
