"""The commands of `coursekit`, one file each."""
