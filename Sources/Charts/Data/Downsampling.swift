/// Thins out long series without changing what is seen of them.
package enum Downsampling {
}
