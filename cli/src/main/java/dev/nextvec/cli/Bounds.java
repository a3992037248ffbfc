package dev.nextvec.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Between which values, both included, the number of an option lies. {@link OptionValues} refuses
 * another before the command starts, and the help names the bounds.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Bounds {
  /** No network, count or weight that anyone needs lies above. */
  double MOST = 1 << 20;

  /** The smallest. */
  double from();

  /** The largest. */
  double to();

  /** Whether {@link #from} itself is too small. */
  boolean above() default false;

  /** Whether {@link #to} itself is too large. */
  boolean below() default false;
}
