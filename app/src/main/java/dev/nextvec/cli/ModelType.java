package dev.nextvec.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What {@code --model-type} takes. */
enum ModelType {
  AMN,
  LSTM,
  GRU,
  TRANSFORMER,
  ALL;

  /** The single architectures meant. */
  List<ModelType> each() {
    return this == ALL ? Stream.of(values()).filter(type -> type != ALL).toList() : List.of(this);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
