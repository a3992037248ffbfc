package dev.nextvec.cli;

import java.util.List;
import java.util.Locale;

/** What {@code --model-type} takes. */
enum ModelType {
  AMN,
  AMN_R,
  LSTM,
  GRU,
  TRANSFORMER,
  ALL;

  /** The single architectures meant; {@code all} are the specification's four. */
  List<ModelType> each() {
    return this == ALL ? List.of(AMN, LSTM, GRU, TRANSFORMER) : List.of(this);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
