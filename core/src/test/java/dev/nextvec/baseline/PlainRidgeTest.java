package dev.nextvec.baseline;

import dev.nextvec.engine.PlainEngine;

class PlainRidgeTest extends RidgeContract {
  PlainRidgeTest() {
    super(new PlainEngine(2));
  }
}
