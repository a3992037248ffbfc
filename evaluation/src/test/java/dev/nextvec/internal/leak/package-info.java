@NullMarked
package dev.nextvec.internal.leak;

import org.jspecify.annotations.NullMarked;
