package dev.nextvec.internal.nn;

import dev.nextvec.internal.torch.Weights;
import dev.nextvec.internal.torch.Workspace;
import dev.nextvec.model.Amn;
import dev.nextvec.model.AmnR;
import dev.nextvec.model.Architecture;
import dev.nextvec.model.Gru;
import dev.nextvec.model.Lstm;
import dev.nextvec.model.Transformer;

/** Builds the network that an architecture describes. */
public final class Networks {
  private Networks() {}

  /** A network over the weights, which stay the caller's. */
  public static Network build(Architecture architecture, Weights weights, Workspace workspace) {
    return switch (architecture) {
      case Amn amn -> new AmnNetwork(weights, workspace, amn.contextLength(), amn.attention());
      case AmnR amnR -> new AmnRNetwork(amnR, weights, workspace);
      case Lstm lstm -> new LstmNetwork(lstm, weights, workspace);
      case Gru gru -> new GruNetwork(gru, weights, workspace);
      case Transformer transformer -> new TransformerNetwork(transformer, weights, workspace);
    };
  }
}
