/** Model specifications, the architectures and the baselines. */
@NullMarked
package dev.nextvec.model;

import org.jspecify.annotations.NullMarked;
