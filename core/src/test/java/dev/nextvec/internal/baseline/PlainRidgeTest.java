package dev.nextvec.internal.baseline;

import dev.nextvec.internal.engine.PlainEngine;

class PlainRidgeTest extends RidgeContract {
  PlainRidgeTest() {
    super(new PlainEngine(2));
  }
}
