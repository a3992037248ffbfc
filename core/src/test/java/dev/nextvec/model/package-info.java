/** Specifications of the architectures, their files, and what every predictor is. */
@NullMarked
package dev.nextvec.model;

import org.jspecify.annotations.NullMarked;
