package dev.nextvec.internal.torch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Compiled kernels by what they were compiled for, the most lately used ones: an evaluation with
 * many batch sizes must not hoard.
 */
final class KernelCache<K, V extends KernelCache.Kernel> {
  private final int most;
  private final Map<K, V> kernels = new LinkedHashMap<>(16, 0.75f, true);

  /** What is to be freed when it is no longer kept. */
  interface Kernel {
    void close();
  }

  KernelCache(int most) {
    this.most = most;
  }

  /** The kernel of that key, compiled now if it is not kept. */
  V get(K key, Function<K, V> compiled) {
    V found = kernels.get(key);
    if (found != null) {
      return found;
    }
    V made = compiled.apply(key);
    kernels.put(key, made);
    if (kernels.size() > most) {
      Map.Entry<K, V> oldest = kernels.entrySet().iterator().next();
      kernels.remove(oldest.getKey());
      oldest.getValue().close();
    }
    return made;
  }

  void close() {
    kernels.values().forEach(Kernel::close);
    kernels.clear();
  }
}
